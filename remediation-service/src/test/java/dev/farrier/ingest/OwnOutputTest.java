package dev.farrier.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.OwnOutput;
import dev.farrier.policy.yaml.Compile;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnOutputTest {
    private static final String LOGGED =
            "2026-11-30T07:00:00.000Z INFO  [main] dev.farrier.decisions ~farrier~ link down on mb-01 ~farrier~";

    /** NVSentinel 1704, Fluent Bit 9641 and 11583: what reads its own output goes on for ever. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                LOGGED,
                "Nov 30 07:00:00 host farrier[12]: " + LOGGED,
                // the beginning, or the end, is cut off
                "down on mb-01 ~farrier~",
                "2026-11-30T07:00:00.000Z INFO  [main] dev.farrier.decisions ~farrier~ link do",
                "\u0000\u0000" + LOGGED,
                "\tat dev.farrier.decide.Decider.apply(Decider.java:1) ~farrier~",
                // fluentd-kubernetes-daemonset 1594: a reader that logs what it could not parse escapes it again and
                // again
                "pattern not matched: \\\"\\\\\\\"" + LOGGED + "\\\\\\\"\\\""
            })
    void shouldLeaveOutLines(String line) {
        IngestResult read = read("spec: {topic: logs, format: line}", line);
        assertThat(read.events()).isEmpty();
        assertThat(read.own()).isEqualTo(1);

        IngestResult without = read("spec: {topic: logs, format: line}", line.replace(OwnOutput.MARK, "-"));
        assertThat(without.events()).hasSize(1);
        assertThat(without.own()).isZero();
    }

    @Test
    void shouldLeaveOutALineWhoseMarkThePatternLeavesOut() {
        String source = "spec: {topic: logs, format: line, pattern: '(?P<message>link \\w+)'}";
        assertThat(read(source, LOGGED).own()).isEqualTo(1);
        assertThat(read(source, LOGGED.replace(OwnOutput.MARK, "-")).events()).hasSize(1);
        assertThat(read("spec: {topic: logs, format: line, pattern: '^(?P<message>up)$'}", LOGGED)
                        .deadLetters())
                .as("what its source can't read is no reason for an alarm")
                .isEmpty();
    }

    /** As the journal and Fluent Bit ship it: the mark stands where the mapping does not look, too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"MESSAGE\":\"link down ~farrier~\",\"PRIORITY\":\"6\"}",
                "{\"log\":\"{\\\"output\\\":\\\"~farrier~\\\",\\\"message\\\":\\\"link down\\\"}\",\"message\":\"link down\"}",
                "{\"message\":\"link down\",\"kubernetes\":{\"labels\":{\"note\":\"~farrier~\"}}}",
                "{\"MESSAGE\":\"link down ~farrier~\",\"PRIORITY\":"
            })
    void shouldLeaveOutJson(String record) {
        IngestResult read = read("spec: {topic: logs, format: json, event: {message: message}}", record);
        assertThat(read.events()).isEmpty();
        assertThat(read.deadLetters()).isEmpty();
        assertThat(read.own()).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutOnlyTheMarkedOneOfABatch() {
        IngestResult read =
                read("spec: {receiver: alertmanager}", alerts("LinkDown", "see ~farrier~", "LinkDown", "fine"));
        assertThat(read.events()).hasSize(1);
        assertThat(read.own()).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutAlertsAboutFarrier() {
        IngestResult read =
                read("spec: {receiver: alertmanager}", alerts("FarrierHalted", "", "FarrierHaltedCopy", ""));
        assertThat(read.events()).extracting(event -> event.name()).containsExactly("FarrierHaltedCopy");
        assertThat(read.own()).isEqualTo(1);
    }

    /** Else anybody who writes about Farrier is not heard any more. */
    @ParameterizedTest
    @ValueSource(
            strings = {"farrier halted the link", "~farrier/bin/restart: link down", "backup farrier~ ~ farrier ~"})
    void shouldTakeLinesThatOnlySpeakOfFarrier(String line) {
        assertThat(read("spec: {topic: logs, format: line}", line).events()).hasSize(1);
    }

    private static String alerts(String first, String note, String second, String otherNote) {
        return "{\"version\":\"4\",\"status\":\"firing\",\"alerts\":[" + alert(first, note) + ","
                + alert(second, otherNote) + "]}";
    }

    private static String alert(String name, String note) {
        return """
                {"status":"firing","labels":{"alertname":"%s","host":"a%d"},"annotations":{"note":"%s"},
                 "startsAt":"2026-11-30T07:00:00Z","endsAt":"0001-01-01T00:00:00Z","fingerprint":"f%d"}""".formatted(name, (name + note).hashCode(), note, (name + note).hashCode());
    }

    private static IngestResult read(String spec, String body) {
        Ingest ingest = Ingest.of(Compile.bundle("kind: Source\nmetadata: {name: s}\n" + spec)
                .sources()
                .get("s"));
        return ingest.read(body.getBytes(StandardCharsets.UTF_8), Arrival.received("t/0/1", 1_796_022_000_000L));
    }
}
