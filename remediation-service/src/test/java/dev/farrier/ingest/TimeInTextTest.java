package dev.farrier.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code time.pattern}: the time stands somewhere in the text of a field. */
class TimeInTextTest {
    private static final String LOG = "format: json, event: {message: log}, time: {field: log, ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '^(?P<time>\\S+)', formats: [iso8601]                | 2026-06-09T06:06:20.5Z no slots      | 2026-06-09T06:06:20.500Z
            '^\\S+ \\S+'                                         | 2026-06-09 06:06:20,118 WARN no slots | 2026-06-09T06:06:20.118Z
            '\\[(?P<time>[^]]+)\\]', formats: ['d/MMM/yyyy:HH:mm:ss Z'] | 10.0.0.9 - - [9/Jun/2026:08:06:20 +0200] "GET" | 2026-06-09T06:06:20Z
            'ts=(?P<time>[\\d.]+)', formats: [epoch_second]      | level=warn ts=1780985180.118 x        | 2026-06-09T06:06:20.118Z
            '^.(?P<time>\\d{4} [\\d:.]+)', formats: ['MMdd HH:mm:ss.SSSSSS'], zone: Europe/Berlin | E0609 08:06:20.118000 7 x.go:1] x | 2026-06-09T06:06:20.118Z
            """)
    void shouldTakeTheTimeFromTheTextOfAField(String pattern, String log, String time) {
        String json = "{\"log\":\"" + log.replace("\"", "\\\"") + "\\n\",\"time\":\"2020-01-01T00:00:00Z\"}";

        assertThat(Instant.ofEpochMilli(ReadBy.source(LOG + "pattern: " + pattern + "}")
                        .event(json)
                        .time()))
                .isEqualTo(time);
    }

    @Test
    void shouldOverrideThatOfAPreset() {
        ReadBy source = ReadBy.source("preset: docker, time: {field: log, pattern: '^\\S+'}");

        assertThat(source.event("""
                {"log":"2026-06-09T06:06:20Z up\\n","stream":"stdout","time":"2026-06-09T07:00:00Z"}""").time())
                .isEqualTo(Instant.parse("2026-06-09T06:06:20Z").toEpochMilli());
    }

    @Test
    void shouldSayWhatIsMissing() {
        ReadBy source = ReadBy.source(LOG + "pattern: 'ts=(?P<time>\\d+)?', formats: [epoch_second]}");

        assertThat(source.errors("{\"log\":\"up\"}"))
                .containsExactly("log: there is no time in \"up\" where the pattern looks for it");
        assertThat(source.errors("{\"log\":\"ts=\"}"))
                .singleElement()
                .asString()
                .startsWith("log: the time field is missing");
        assertThat(source.errors("{\"log\":\"ts=99999999999999999999\"}"))
                .singleElement()
                .asString()
                .startsWith("log: \"99999999999999999999\" is not a time");
        assertThat(source.errors("{\"log\":\"" + "x".repeat(500_000) + "ts=1\"}"))
                .singleElement()
                .asString()
                .startsWith("log: there is no time in \"xxx");
    }

    @Test
    void shouldRefuseAPatternThatNamesSomethingElse() {
        assertThatThrownBy(() -> ReadBy.source(LOG + "pattern: '^(?P<at>\\S+)'}"))
                .hasMessageContaining("the pattern has no group 'time': write (?P<time>…) around the time");
    }
}
