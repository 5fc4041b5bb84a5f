package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.record.Arrival;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a dead letter says: where a record parts from what its source reads, and what it looks like instead. */
class DepartureTest {
    private static final Arrival ARRIVAL = Arrival.received("t/0/1", ReadBy.NOW);
    private static final String DEPARTS = "the line departs from the pattern at character ";

    private static String error(String pattern, String line) {
        List<String> errors = SourceFixture.line(pattern)
                .map("message", "m")
                .ingest()
                .read(line.replace("\\n", "\n").getBytes(UTF_8), ARRIVAL)
                .deadLetters()
                .stream()
                .map(letter -> letter.error())
                .toList();
        assertThat(errors).hasSize(1);
        return errors.getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " ~ ", quoteCharacter = '`', textBlock = """
            ^(?P<time>\\S+) (?P<m>.*)$                        ~ nothing          ~ 8: it ends where " " is expected
            ^(?P<time>\\d+) (?P<host>\\w+): (?P<m>.*)$        ~ 12 mb-01: x      ~ 6: "-01: x" stands where ":" is expected
            ^(?P<time>\\d+) (?P<host>\\w+): (?P<m>.*)$        ~ twelve           ~ 1: "twelve" stands where time is expected
            ^(?P<time>\\d+) \\[(?P<level>[A-Z]+)\\] (?P<m>.*) ~ 12 [warn] x      ~ 5: "warn] x" stands where level is expected
            ^(?P<a>\\d+)(?: (?P<b>x|y)| (?P<c>z))$            ~ 12 w             ~ 3: " w" stands where b or c is expected
            ^(?P<a>\\d+)$                                     ~ 12 w             ~ 3: " w" stands where it should end
            ^(?P<m>.*)$                                       ~ one\\ntwo        ~ 4: "\\ntwo" stands where it should end; for the dot to match a line end, begin the pattern with (?s)
            ^\\Q[\\E(?P<host_2>[^]]+)\\]\\x41\\pL+(?P<m>\\d)  ~ [a]Axx           ~ 7: it ends where m is expected
            ^[[:alpha:]\\]]{2,3}x{2}(?P<m>\\d)               ~ ab]xy            ~ 4: "xy" stands where something else is expected before m
            """)
    void shouldSayWhereALineDepartsFromThePatternAndNotRepeatThePattern(String pattern, String line, String said) {
        assertThat(error(pattern, line)).isEqualTo(DEPARTS + said);
    }

    @Test
    void shouldSayThatALineDoesNotMatchWhereThePatternIsNoSequence() {
        assertThat(error("^(?P<m>a)$|^(?P<n>b)$", "c")).isEqualTo("the line does not match the pattern");
        assertThat(error("^" + "a?".repeat(450) + "(?P<m>b)", "c")).isEqualTo("the line does not match the pattern");
        assertThat(error("^(?P<m>a)", "x".repeat(500)))
                .isEqualTo(DEPARTS + "1: \"" + "x".repeat(60) + "…\" stands where m is expected");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " ~ ", quoteCharacter = '`', textBlock = """
            preset: rsyslog  ~ <34>1 2003-10-11T22:14:15.003Z mymachine su - ID47 - failed  ~ RFC 5424: use preset rfc5424
            preset: rfc5424  ~ <34>Oct 11 22:14:15 mymachine su: failed                     ~ syslog (RFC 3164): use preset rsyslog
            preset: rfc5424  ~ 2026-06-09T06:06:20.118+00:00 web-01 sshd[811]: Failed       ~ syslog (RFC 3164): use preset rsyslog
            preset: rfc5424  ~ <187>343: .Sep 21 09:22:01.678: %LINK-3-UPDOWN: Interface    ~ a message of a Cisco device: use preset rsyslog
            preset: rfc5424  ~ 2016-10-06T00:17:09.669794202Z stdout F log content          ~ a container runtime's log (CRI): use preset cri
            preset: rsyslog  ~ {"log":"x","stream":"stdout","time":"2026-06-09T06:06:20Z"}  ~ a container log of Docker's: use preset docker, and no other format
            preset: rsyslog  ~ {"level":"error","msg":"x"}                                  ~ a JSON object: write format: json
            preset: rsyslog  ~ CEF:0|Security|threatmanager|1.0|100|worm|10|src=10.0.0.1    ~ CEF: there is no preset for it
            preset: rsyslog  ~ 10.0.0.9 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0"   ~ an access log of Apache or NGINX: take it apart
            preset: rsyslog  ~ I0609 06:06:20.123456    7 main.go:12] started               ~ klog, as Kubernetes writes it: take it apart
            preset: rsyslog  ~ time=2026-06-09T06:06:20Z level=error msg="no slots" n=1     ~ logfmt: take it apart
            preset: rsyslog  ~ <13>no header                                                ~ syslog with a header of its own: take it apart
            preset: rsyslog  ~ __CURSOR=s=1;i=2                                             ~ the journal's export format: send it by journalctl -o json
            preset: docker   ~ {"MESSAGE":"x","__REALTIME_TIMESTAMP":"1780985180118000"}    ~ the journal: use preset journald, and no other format
            preset: docker   ~ 2016-10-06T00:17:09.669794202Z stdout F log content          ~ a container runtime's log (CRI): use preset cri
            preset: docker   ~ {"message":"x"}                                              ~ ``
            preset: docker   ~ {"@timestamp":"2026-06-09T06:06:20Z","agent":{"type":"x"}}   ~ a record of Filebeat's: use preset filebeat, and no other format
            preset: docker   ~ {"@timestamp":1780985180,"log":"x"}                          ~ a record of Fluent Bit's: use preset fluent-bit, and no other format
            preset: docker   ~ {"timestamp":"2026-06-09T06:06:20Z","source_type":"file"}    ~ a record of Vector's: use preset vector, and no other format
            preset: docker   ~ {"version":"1.1","host":"a","short_message":"x"}             ~ GELF: write format: json
            preset: docker   ~ [{"values":[1],"dsnames":["value"]}]                         ~ values of collectd's: use preset collectd
            preset: collectd ~ {"fields":{},"name":"cpu","tags":{},"timestamp":1}           ~ a metric of Telegraf's: use preset telegraf, and no other format
            preset: telegraf ~ {"resourceLogs":[]}                                          ~ OTLP: write format: otlp
            format: otlp     ~ {"specversion":"1.0","type":"t","source":"s","id":"1"}       ~ a CloudEvent: write format: cloudevents
            """)
    void shouldSayWhatTheRecordLooksLike(String source, String record, String said) {
        assertThat(ReadBy.source(source).errors(record))
                .singleElement()
                .asString()
                .satisfies(error -> {
                    if (said == null || said.isEmpty()) {
                        assertThat(error).doesNotContain("it looks like");
                    } else {
                        assertThat(error).contains("; it looks like " + said);
                    }
                });
    }

    @Test
    void shouldRecogniseWhatIsNoTextAtAll() {
        Ingest ingest = ReadBy.source("preset: docker").ingest();

        assertThat(ingest.read("{\"log\":\"x\"}".getBytes(UTF_16LE), ARRIVAL)
                        .deadLetters()
                        .getFirst()
                        .error())
                .endsWith("it looks like UTF-16: send UTF-8");
        assertThat(ingest.read(new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2}, ARRIVAL)
                        .deadLetters()
                        .getFirst()
                        .error())
                .endsWith("it looks like gzip: send it uncompressed");
    }
}
