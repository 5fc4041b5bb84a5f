package dev.farrier.stream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long T = 1_700_000_000_000L;

    private final CommitPace pace = new CommitPace();

    private void readMany(long timestamp) {
        for (int i = 0; i <= CommitPace.FEW; i++) {
            pace.read(timestamp);
        }
    }

    @Test
    void shouldCommitSoonWhatIsFresh() {
        readMany(T);
        assertThat(pace.commitNow(T + 500)).isTrue();
    }

    @Test
    void shouldReadOnWhileItIsBehind() {
        readMany(T);
        assertThat(pace.commitNow(T + 501)).isFalse();
    }

    /** A producer may write times of its own, or its clock be wrong. */
    @Test
    void shouldCommitFewRecordsSoonWhateverTheirTime() {
        for (int i = 0; i < CommitPace.FEW; i++) {
            pace.read(T - 3_600_000);
        }
        assertThat(pace.commitNow(T)).isTrue();
        pace.read(T - 3_600_000);
        assertThat(pace.commitNow(T)).isFalse();
    }

    @Test
    void shouldJudgeByTheNewest() {
        readMany(T - 10_000);
        pace.read(T);
        pace.read(T - 10_000);
        assertThat(pace.commitNow(T + 500)).isTrue();
    }

    /** The broker's clock may be ahead of this one. */
    @Test
    void shouldTakeTheFutureForFresh() {
        readMany(T + 60_000);
        assertThat(pace.commitNow(T)).isTrue();
    }

    @Test
    void shouldCommitNothingTwice() {
        assertThat(pace.commitNow(T)).as("nothing was read").isFalse();
        pace.read(T);
        pace.committed(T);
        assertThat(pace.commitNow(T + 30)).as("nothing was read since").isFalse();
    }

    @Test
    void shouldCommitNoOftenerThanEach30Milliseconds() {
        pace.committed(T);
        pace.read(T);
        assertThat(pace.commitNow(T + 29)).isFalse();
        assertThat(pace.commitNow(T + 30)).isTrue();
    }

    @Test
    void shouldGoOnWhenTheClockIsSetBack() {
        pace.committed(T);
        pace.read(T - 60_000);
        assertThat(pace.commitNow(T - 60_000)).isTrue();
    }

    /** They are committed together. */
    @Test
    void shouldBeOneForAllTasksOfAThread() {
        assertThat(CommitPace.ofThisThread()).isSameAs(CommitPace.ofThisThread());
    }
}
