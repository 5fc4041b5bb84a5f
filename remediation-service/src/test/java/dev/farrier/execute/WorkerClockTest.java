package dev.farrier.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkerClockTest {
    private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(5));

    /** The machine's clock is two minutes ahead. */
    private final WorkerClock clock = new WorkerClock(1_120_000, nanos::get);

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void report(long delay, long appendedAt) {
        long sent = clock.monotonic();
        pass(delay);
        clock.adjust(sent, clock.monotonic(), appendedAt);
    }

    @Test
    void shouldGoByTheMachineUntilItHasLearnt() {
        assertThat(clock.millis()).isEqualTo(1_120_000);
        pass(500);
        assertThat(clock.millis()).isEqualTo(1_120_500);
    }

    @Test
    void shouldShowTheLogsTimeOnceARecordHasComeBack() {
        report(20, 1_000_010);
        assertThat(clock.millis()).as("rather fast than slow").isBetween(1_000_020L, 1_000_040L);
        long before = clock.monotonic();
        pass(1_000);
        assertThat(clock.monotonic() - before).isEqualTo(1_000);
        assertThat(clock.millis()).isBetween(1_001_020L, 1_001_040L);
    }

    @Test
    void shouldNotLearnFromWhatTookLonger() {
        report(20, 1_000_010);
        long shown = clock.millis();
        report(1_500, shown + 1_500);
        assertThat(clock.millis()).isEqualTo(shown + 1_500);
        long sent = clock.millis();
        report(10, sent + 300);
        assertThat(clock.millis()).as("a better measurement counts").isEqualTo(sent + 310);
    }

    @Test
    void shouldLearnAnewAfterAMinute() {
        report(20, 1_000_010);
        pass(59_000);
        report(500, 2_000_000);
        assertThat(clock.millis()).isLessThan(1_100_000);
        pass(1_000);
        report(500, 2_000_000);
        assertThat(clock.millis()).isEqualTo(2_000_500);
    }

    @Test
    void shouldMeasureTimeByAClockThatNothingSets() {
        long before = clock.monotonic();
        report(20, 5_000_000);
        assertThat(clock.monotonic() - before).isEqualTo(20);
    }
}
