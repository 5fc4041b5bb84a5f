package dev.farrier.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records as the shippers document them, or as they were recorded. */
class LogPresetsTest {

    @Test
    void shouldReadContainerLogsOfFluentBit() {
        Event event = ReadBy.source("preset: fluent-bit").event("""
                {"@timestamp":1780985180.123456, "log":"no session slots\\n", "stream":"stderr", "level":"error",
                 "kubernetes":{"pod_name":"media-bridge-7f","namespace_name":"edge","pod_id":"e1",
                  "labels":{"app":"media-bridge"},"host":"node-1","container_name":"bridge","docker_id":"c0"}}""");

        assertThat(event.kind()).isEqualTo(EventKind.LOG);
        assertThat(event.time()).isEqualTo(1_780_985_180_123L);
        assertThat(event.name()).isEqualTo("bridge");
        assertThat(event.severity()).isEqualTo("error");
        assertThat(event.message()).isEqualTo("no session slots");
        assertThat(event.labels())
                .isEqualTo(Map.of(
                        "host", "node-1",
                        "namespace", "edge",
                        "pod", "media-bridge-7f",
                        "container", "bridge",
                        "stream", "stderr"));
    }

    @Test
    void shouldReadTheJournalAndSyslogOfFluentBit() {
        ReadBy source = ReadBy.source("preset: fluent-bit");

        Event journal = source.event("""
                {"@timestamp":"2026-06-09T06:06:20.5Z","MESSAGE":"Started x.","_HOSTNAME":"mb-01","_COMM":"systemd",
                 "SYSLOG_IDENTIFIER":"systemd","PRIORITY":"6"}""");
        assertThat(Instant.ofEpochMilli(journal.time())).isEqualTo("2026-06-09T06:06:20.500Z");
        assertThat(journal.name()).isEqualTo("systemd");
        assertThat(journal.message()).isEqualTo("Started x.");
        assertThat(journal.labels()).isEqualTo(Map.of("host", "mb-01", "program", "systemd"));

        Event syslog = source.event("""
                {"@timestamp":1780985180,"pri":"34","host":"mb-02","ident":"su","pid":"7","message":"failed"}""");
        assertThat(syslog.labels()).isEqualTo(Map.of("host", "mb-02", "program", "su"));
        assertThat(syslog.message()).isEqualTo("failed");
    }

    @Test
    void shouldReadFilesAndContainersOfVector() {
        ReadBy source = ReadBy.source("preset: vector");

        Event file = source.event("""
                {"file":"/var/log/bridge.log","host":"mb-01","message":"no session slots","source_type":"file",
                 "timestamp":"2026-06-09T06:06:20.123456789Z"}""");
        assertThat(file.time()).isEqualTo(1_780_985_180_123L);
        assertThat(file.message()).isEqualTo("no session slots");
        assertThat(file.labels())
                .isEqualTo(Map.of("host", "mb-01", "file", "/var/log/bridge.log", "source_type", "file"));

        Event pod = source.event("""
                {"kubernetes":{"container_name":"bridge","pod_name":"mb-7f","pod_namespace":"edge",
                 "pod_node_name":"node-1"},"message":"x","source_type":"kubernetes_logs","stream":"stdout",
                 "timestamp":"2026-06-09T06:06:20Z"}""");
        assertThat(pod.name()).isEqualTo("bridge");
        assertThat(pod.labels())
                .containsEntry("host", "node-1")
                .containsEntry("namespace", "edge")
                .containsEntry("pod", "mb-7f");

        Event syslog = source.event("""
                {"appname":"su","facility":"auth","host":"10.0.0.9","hostname":"mb-02","message":"x","procid":7,
                 "severity":"crit","source_type":"syslog","timestamp":"2026-06-09T06:06:20Z"}""");
        assertThat(syslog.severity()).isEqualTo("crit");
        assertThat(syslog.name()).isEqualTo("su");
    }

    @Test
    void shouldReadFilebeat() {
        Event event = ReadBy.source("preset: filebeat").event("""
                {"@timestamp":"2026-06-09T06:06:20.123Z","@metadata":{"beat":"filebeat","version":"8.15.0"},
                 "message":"no session slots","log":{"offset":7,"file":{"path":"/var/log/b.log"},"level":"error"},
                 "input":{"type":"filestream"},"host":{"name":"mb-01"},"agent":{"name":"a","type":"filebeat"},
                 "process":{"name":"media-bridge","pid":7},"event":{"dataset":"bridge.log"},"ecs":{"version":"8.0.0"}}""");

        assertThat(event.name()).isEqualTo("media-bridge");
        assertThat(event.severity()).isEqualTo("error");
        assertThat(event.message()).isEqualTo("no session slots");
        assertThat(event.labels())
                .isEqualTo(Map.of(
                        "host", "mb-01",
                        "program", "media-bridge",
                        "file", "/var/log/b.log",
                        "dataset", "bridge.log"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                "hostname":"mb-01","process":{"program":"media-bridge","pid":811},"syslog":{"severity_label":"Error"},
                """, """
                "log":{"syslog":{"hostname":"mb-01","appname":"media-bridge","severity":{"code":3,"name":"Error"}}},
                """})
    void shouldTakeWhoSpokeForTheHostAndNotTheCollectorThatFilebeatRunsOn(String sender) {
        Event event =
                ReadBy.source("preset: filebeat").event("{\"@timestamp\":\"2026-06-09T06:06:20.123Z\"," + sender + """
                "host":{"name":"loghub-1","hostname":"loghub-1"},"agent":{"name":"loghub-1","type":"filebeat"},
                "message":"no session slots","input":{"type":"syslog"}}""");

        assertThat(event.labels()).isEqualTo(Map.of("host", "mb-01", "program", "media-bridge"));
        assertThat(event.name()).isEqualTo("media-bridge");
        assertThat(event.severity()).isEqualTo("Error");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-06-09T06:06:20.118+00:00 web-01 sshd[811] Failed password    | sshd | Failed password
            2026-06-09T06:06:20.118+00:00 web-01 sshd[811]: Failed password   | sshd | Failed password
            Jun  9 06:06:20 web-01 sshd[811]:Failed password                  | sshd | Failed password
            Jun  9 06:06:20 web-01 kernel: eth0 [7] up                        | kernel | eth0 [7] up
            Jun  9 06:06:20 web-01 xpc.launchd[1] (x[2]): Service only ran    | xpc.launchd | (x[2]): Service only ran
            Jun  9 06:06:20 web-01 -- MARK --                                 | '' | -- MARK --
            """)
    void shouldReadSyslogLinesWithAndWithoutAColonBehindThePid(String line, String program, String message) {
        Event event = ReadBy.source("preset: rsyslog").event(line);

        assertThat(event.label("program")).isEqualTo(program);
        assertThat(event.message()).isEqualTo(message);
    }

    @Test
    void shouldLetTheSourceOverrideThePresetKeyByKey() {
        Event event = ReadBy.source(
                        "preset: vector, time: {field: at, formats: [epoch_milli]}, event: {message: text, labels: {app: 'a || b'},"
                                + " labelsFrom: [extra, more]}")
                .event("""
                {"at":1780985180123,"timestamp":"never","text":"x","message":"y","host":"h","a":{"no":"text"},"b":"b1",
                 "severity":"crit","extra":{"k8s.io/name":"n","message":"m","9":"nine","deep":{"x":[1]},"nothing":null},
                 "more":{"k8s_io_name":"later"}}""");

        assertThat(event.time()).isEqualTo(1_780_985_180_123L);
        assertThat(event.severity()).as("not overridden").isEqualTo("crit");
        assertThat(event.message()).isEqualTo("x");
        assertThat(event.labels())
                .isEqualTo(Map.of(
                        "app", "b1",
                        "k8s_io_name", "later",
                        "exported_message", "m",
                        "_9", "nine",
                        "deep", "{\"x\":[1]}"));
    }

    @Test
    void shouldSayWhichFieldsWereLookedAt() {
        ReadBy source = ReadBy.source("preset: fluent-bit");

        assertThat(source.errors("{\"log\":\"x\"}"))
                .singleElement()
                .asString()
                .startsWith("@timestamp || date: the time field is missing; it is read as epoch_second");
        assertThat(source.errors("{\"@timestamp\":{},\"log\":\"x\"}"))
                .containsExactly("@timestamp: a text or number is expected, not an object");
    }

    @Test
    void shouldCutALongAttributeAndRefuseTooMany() {
        ReadBy source = ReadBy.source("format: json, event: {labelsFrom: [a]}");

        assertThat(source.event("{\"a\":{\"stack\":\"" + "x".repeat(5000) + "\"}}")
                        .labels()
                        .get("stack"))
                .hasSize(4096 - 2) // the mark has a character of three bytes
                .endsWith("x …[cut]");
        String many = "{\"a\":{" + "\"kN\":1,".repeat(129).replace("N", "") + "\"z\":1}}";
        StringBuilder keys = new StringBuilder("{\"a\":{\"z\":1");
        for (int i = 0; i < 64; i++) {
            keys.append(",\"k").append(i).append("\":1");
        }
        assertThat(source.errors(keys + "}}")).containsExactly("labels: 65 labels; at most 64 are taken");
        assertThat(source.errors("{\"a\":[1]}"))
                .containsExactly("a: an object of label → text is expected, not an array");
        assertThat(source.event("{\"a\":null}").labels()).isEmpty();
        assertThat(source.event(many).labels()).hasSize(2);
    }
}
