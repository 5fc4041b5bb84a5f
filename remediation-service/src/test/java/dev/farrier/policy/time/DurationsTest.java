package dev.farrier.policy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S, 0s",
        "0s, PT0S, 0s",
        "500ms, PT0.5S, 500ms",
        "1500ms, PT1.5S, 1s500ms",
        "90s, PT90S, 1m30s",
        "15m, PT15M, 15m",
        "1h30m, PT1H30M, 1h30m",
        "7d, PT168H, 7d",
        "1w, PT168H, 7d",
        "1y, PT8760H, 365d",
        "1w2d3h4m5s6ms, PT219H4M5.006S, 9d3h4m5s6ms",
        "10y, PT87600H, 3650d"
    })
    void shouldReadPrometheusDurations(String text, Duration expected, String written) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
        assertThat(Durations.format(expected)).isEqualTo(written);
        assertThat(Durations.parse(written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5|'5' is not a duration: give it a unit, such as 5s or 5m",
                "-5m|'-5m' is not a duration: it can't be negative",
                "''|'' is not a duration: write whole numbers with units from large to small, such as 1h30m, 90s or 500ms",
                "10y1ms|'10y1ms' is too long: the longest duration is 10y",
                "9223372036854775807h|'9223372036854775807h' is too long: the longest duration is 10y",
                "99999999999999999999s|'99999999999999999999s' is too long: the longest duration is 10y",
            })
    void shouldSayWhatToWriteInstead(String text, String message) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5h", "5 m", "5M", "m", "30m1h", "1m1m", "1h-5m", "five", "1h ", "٣s", "1e3s"})
    void shouldRefuse(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("is not a duration");
    }
}
