package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockGuardTest {
    private static final long START = 1_000_000_000;

    private long now = START;
    private final ClockGuard guard = new ClockGuard(new InstantSource() {
        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    });

    @ParameterizedTest
    @CsvSource({"0, true", "10000, true", "10001, false", "3600000, false"})
    void shouldGoOnWhenTheClockIsSetBackByTenSeconds(long back, boolean goesOn) {
        now -= back;

        assertThat(guard.problem().isEmpty()).isEqualTo(goesOn);
    }

    @Test
    void shouldMeasureFromTheLatestTimeThatItSaw() {
        now += Duration.ofHours(1).toMillis();
        assertThat(guard.problem()).as("forward").isEmpty();

        now -= Duration.ofMinutes(2).toMillis();
        assertThat(guard.problem()).contains("set back by 120 s");
    }

    @Test
    void shouldCountSmallStepsTogether() {
        for (int i = 0; i < 2; i++) {
            now -= 5_000;
            assertThat(guard.problem()).isEmpty();
        }
        now -= 1;
        assertThat(guard.problem()).isNotEmpty();
    }
}
