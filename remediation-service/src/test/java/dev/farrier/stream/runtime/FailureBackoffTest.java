package dev.farrier.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureBackoffTest {
    private long now = 1_000_000;
    private final FailureBackoff trouble = new FailureBackoff(() -> Instant.ofEpochMilli(now));

    @Test
    void shouldWaitTwiceAsLongEachTimeAndNeverLongerThanAMinute() {
        Duration expected = FailureBackoff.FIRST_PAUSE;
        for (int i = 0; i < 10; i++) {
            assertThat(trouble.recordFailure("x")).isEqualTo(expected);
            trouble.recordRetry();
            Duration twice = expected.multipliedBy(2);
            expected = twice.compareTo(FailureBackoff.LONGEST_PAUSE) > 0 ? FailureBackoff.LONGEST_PAUSE : twice;
        }
        assertThat(trouble.recordFailure("x")).isEqualTo(FailureBackoff.LONGEST_PAUSE);
    }

    @Test
    void shouldBeOverWhenItHasRunLongEnoughAndNotAMillisecondBefore() {
        trouble.recordFailure("x");
        now += 100_000;
        assertThat(trouble.checkRecovered(true)).as("still waiting").isFalse();
        trouble.recordRetry();
        now += FailureBackoff.RECOVERED_AFTER.toMillis() - 1;
        assertThat(trouble.checkRecovered(true)).isFalse();
        assertThat(trouble.description()).isEqualTo("x");
        now += 1;
        assertThat(trouble.checkRecovered(true)).isTrue();
        assertThat(trouble.description()).isEmpty();
        assertThat(trouble.checkRecovered(true)).as("said once").isFalse();
        assertThat(trouble.recordFailure("y"))
                .as("and from the first pause again")
                .isEqualTo(FailureBackoff.FIRST_PAUSE);
    }

    @Test
    void shouldCountOnlyTimeInWhichItRan() {
        trouble.recordFailure("x");
        trouble.recordRetry();
        now += FailureBackoff.RECOVERED_AFTER.toMillis();
        assertThat(trouble.checkRecovered(false)).isFalse();
        now += FailureBackoff.RECOVERED_AFTER.toMillis() - 1;
        assertThat(trouble.checkRecovered(true)).isFalse();
        now += 1;
        assertThat(trouble.checkRecovered(true)).isTrue();
    }

    @Test
    void shouldSayHowLongItHasNotWorkedOverAllFailures() {
        assertThat(trouble.duration()).isZero();
        trouble.recordFailure("x");
        now += 5_000;
        trouble.recordFailure("y");
        now += 5_000;
        assertThat(trouble.duration()).isEqualTo(Duration.ofSeconds(10));
        assertThat(trouble.description()).isEqualTo("y");
    }
}
