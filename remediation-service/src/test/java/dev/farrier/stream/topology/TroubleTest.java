package dev.farrier.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TroubleTest {
    private long now = 1_000_000;
    private final Trouble trouble = new Trouble(() -> Instant.ofEpochMilli(now));

    @Test
    void shouldWaitTwiceAsLongEachTimeAndNeverLongerThanAMinute() {
        Duration expected = Trouble.FIRST_PAUSE;
        for (int i = 0; i < 10; i++) {
            assertThat(trouble.failed("x")).isEqualTo(expected);
            trouble.tryAgain();
            Duration twice = expected.multipliedBy(2);
            expected = twice.compareTo(Trouble.LONGEST_PAUSE) > 0 ? Trouble.LONGEST_PAUSE : twice;
        }
        assertThat(trouble.failed("x")).isEqualTo(Trouble.LONGEST_PAUSE);
    }

    @Test
    void shouldBeOverWhenItHasRunLongEnoughAndNotAMillisecondBefore() {
        trouble.failed("x");
        now += 100_000;
        assertThat(trouble.over(true)).as("still waiting").isFalse();
        trouble.tryAgain();
        now += Trouble.STEADY.toMillis() - 1;
        assertThat(trouble.over(true)).isFalse();
        assertThat(trouble.what()).isEqualTo("x");
        now += 1;
        assertThat(trouble.over(true)).isTrue();
        assertThat(trouble.what()).isEmpty();
        assertThat(trouble.over(true)).as("said once").isFalse();
        assertThat(trouble.failed("y")).as("and from the first pause again").isEqualTo(Trouble.FIRST_PAUSE);
    }

    @Test
    void shouldCountOnlyTimeInWhichItRan() {
        trouble.failed("x");
        trouble.tryAgain();
        now += Trouble.STEADY.toMillis();
        assertThat(trouble.over(false)).isFalse();
        now += Trouble.STEADY.toMillis() - 1;
        assertThat(trouble.over(true)).isFalse();
        now += 1;
        assertThat(trouble.over(true)).isTrue();
    }

    @Test
    void shouldSayHowLongItHasNotWorkedOverAllFailures() {
        assertThat(trouble.lasting()).isZero();
        trouble.failed("x");
        now += 5_000;
        trouble.failed("y");
        now += 5_000;
        assertThat(trouble.lasting()).isEqualTo(Duration.ofSeconds(10));
        assertThat(trouble.what()).isEqualTo("y");
    }
}
