package dev.farrier.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.Compile;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinePresetsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Jun  9 06:06:20 mb-01 media-bridge[7]: no session slots|Jun  9 06:06:20|mb-01|media-bridge|7|no session slots",
                "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: auth failure; logname= uid=0|Jun 14 15:16:01|combo|sshd(pam_unix)|19939|auth failure; logname= uid=0",
                "Jun 14 04:06:18 combo kernel: Linux version 2.6.5: (gcc)|Jun 14 04:06:18|combo|kernel||Linux version 2.6.5: (gcc)",
                "Jun 14 04:06:18 combo syslogd 1.4.1: restart.|Jun 14 04:06:18|combo|syslogd 1.4.1||restart.",
                "2026-11-22T06:06:20.123456+01:00 mb-01 systemd[1]: Started x.|2026-11-22T06:06:20.123456+01:00|mb-01|systemd|1|Started x.",
                "<34>Jun  9 06:06:20 mb-01 su: x|Jun  9 06:06:20|mb-01|su||x",
                "Jun  9 06:06:20 mb-01 app:no space|Jun  9 06:06:20|mb-01|app||no space",
                "Jun  9 06:06:20 mb-01 no tag at all|Jun  9 06:06:20|mb-01|||no tag at all",
                "Jun 9 06:06:20 10.0.0.1 cron[1]: |Jun 9 06:06:20|10.0.0.1|cron|1|''",
            })
    void shouldReadLinesAsRsyslogWritesThem(
            String line, String time, String host, String program, String pid, String message) {
        Matcher matcher = LinePresets.SYSLOG.matcher(line);
        assertThat(matcher.find()).isTrue();
        assertThat(matcher.group("time")).isEqualTo(time);
        assertThat(matcher.group("host")).isEqualTo(host);
        assertThat(Stream.of("program", "program_2", "program_3")
                        .map(matcher::group)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null))
                .isEqualTo(program);
        assertThat(matcher.group("pid")).isEqualTo(pid);
        assertThat(matcher.group("message")).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"''", "hello", "Jun 14 15:16 combo x: y", "14 Jun 15:16:01 combo x: y"})
    void shouldNotReadOtherLines(String line) {
        assertThat(LinePresets.SYSLOG.matcher(line).find()).isFalse();
    }

    @Test
    void shouldFillInWhatTheSourceDoesNotSay() {
        Source source = source("preset: rsyslog");
        assertThat(source.format()).isInstanceOf(LineFormat.class);
        assertThat(source.event().name()).isEqualTo("program");
        assertThat(source.event().message()).isEqualTo("message");
        assertThat(source.event().labels()).containsOnlyKeys("host", "program");
        assertThat(source.time()).isNotNull();
        assertThat(source.time().formats()).containsExactly("syslog", "iso8601");
    }

    @Test
    void shouldLetTheSourceHaveTheLastWord() {
        Source source = source("preset: rsyslog, time: {zone: Europe/Berlin}, event: {labels: [host], name: host}");
        assertThat(source.time()).isNotNull();
        assertThat(source.time().zone()).hasToString("Europe/Berlin");
        assertThat(source.time().field()).isEqualTo("time");
        assertThat(source.event().labels()).containsOnlyKeys("host");
        assertThat(source.event().name()).isEqualTo("host");
        assertThat(source.event().message()).isEqualTo("message");
        Source own = source("preset: rsyslog, pattern: '^(?P<host>a) (?P<rest>b)'");
        assertThat(own.time()).isNull();
        assertThat(own.event().labels()).containsOnlyKeys("host");
        assertThat(own.event().message()).isEmpty();
    }

    private static Source source(String spec) {
        return Compile.bundle("kind: Source\nmetadata: {name: s}\nspec: {topic: t, " + spec + "}")
                .sources()
                .get("s");
    }
}
