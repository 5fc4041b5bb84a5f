package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.format.Fingerprint;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Alert;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One record of each format, as it should be. */
class IngestTest {
    private static final long NOW = Instant.parse("2026-06-09T08:00:00Z").toEpochMilli();
    private static final Arrival ARRIVAL = Arrival.received("logs/3/17", NOW);

    @Test
    void shouldReadALineByItsNamedGroups() {
        Ingest ingest = SourceFixture.line(
                        "^(?P<time>\\w+ +\\d+ \\S+) (?P<host>\\S+) (?P<program>[^:\\[]+)(\\[\\d+\\])?: (?P<message>.*)$")
                .time("time", "MMM d HH:mm:ss")
                .map("name", "program")
                .map("message", "message")
                .label("host", "host")
                .ingest();

        IngestResult read = read(ingest, "Jun  9 06:06:20 mb-01 media-bridge[7]: no session slots\r\n");

        assertThat(read.rejected()).isEmpty();
        assertThat(read.events())
                .containsExactly(Event.of(
                        "logs/3/17",
                        "src",
                        EventKind.LOG,
                        Instant.parse("2026-06-09T06:06:20Z").toEpochMilli(),
                        "media-bridge",
                        "no session slots",
                        Labels.of("host", "mb-01")));
    }

    @Test
    void shouldReadAJsonObjectByPathsAndByKeysWithDots() {
        Ingest ingest = SourceFixture.json()
                .kind(EventKind.METRIC)
                .time("@timestamp", "epoch_second")
                .map("id", "uid")
                .map("name", "metric.name")
                .map("message", "payload")
                .map("value", "v")
                .label("host", "host.name")
                .label("pod", "kubernetes.labels.app.kubernetes.io/name")
                .label("port", "port")
                .ingest();

        IngestResult read = read(ingest, """
                {"@timestamp": 1780985180.123, "uid": 42, "metric.name": "load", "payload": {"a": [1]}, "v": 1.50,
                 "host": {"name": "mb-01"}, "port": 9000,
                 "kubernetes": {"labels": {"app.kubernetes.io/name": "bridge"}}}""");

        assertThat(read.rejected()).isEmpty();
        assertThat(read.events())
                .containsExactly(new Event(
                        "src/42",
                        "src",
                        EventKind.METRIC,
                        1780985180123L,
                        "load",
                        "",
                        "{\"a\":[1]}",
                        Labels.of("host", "mb-01", "pod", "bridge", "port", "9000"),
                        1.5,
                        null));
    }

    @Test
    void shouldReadEventsOneOrManyOrWrapped() {
        Ingest ingest = SourceFixture.events().ingest();
        String event = """
                {"id":"a","time":"2026-06-09T06:06:20Z","kind":"metric","name":"n","severity":"s","message":"m",
                 "labels":{"x":1,"y":true,"z":null},"value":2}""";
        Event expected = new Event(
                "src/a",
                "src",
                EventKind.METRIC,
                Instant.parse("2026-06-09T06:06:20Z").toEpochMilli(),
                "n",
                "s",
                "m",
                Labels.of("x", "1", "y", "true"),
                2.0,
                null);
        Event second = Event.of("logs/3/17#1", "src", EventKind.EVENT, NOW, "n", "", Labels.empty());

        assertThat(read(ingest, event).events()).containsExactly(expected);
        assertThat(read(ingest, "[" + event + ", {\"name\": \"n\"}]").events()).containsExactly(expected, second);
        assertThat(read(ingest, "{\"events\": [" + event + ", {\"name\": \"n\"}]}")
                        .events())
                .containsExactly(expected, second);
    }

    /** Not only an int above 0: what a sender may write there, and a proxy make of it. */
    @ParameterizedTest
    @CsvSource({"0, 0", "12, 12", "-3, 0", "null, 0", "'\"7\"', 7", "1.0, 1", "{}, 0"})
    void shouldTellOfAlertsThatTheSenderHasLeftOut(String truncated, long alerts) {
        Ingest ingest = SourceFixture.alertmanager().ingest();
        IngestResult read = read(ingest, """
                {"version": "4", "truncatedAlerts": %s, "alerts": [
                  {"status": "firing", "labels": {"alertname": "Down"}, "startsAt": "2026-06-09T07:00:00Z"}]}""".formatted(truncated));

        assertThat(read.events()).hasSize(1);
        assertThat(read.rejected()).isEmpty();
        if (alerts == 0) {
            assertThat(read.truncated()).isNull();
            assertThat(read.deadLetters()).isEmpty();
        } else {
            assertThat(read.truncated()).isNotNull();
            assertThat(read.truncated().alerts()).isEqualTo(alerts);
            assertThat(read.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.source()).isEqualTo("src");
                assertThat(letter.error()).startsWith("truncatedAlerts: the sender has left out " + alerts + " alert");
                assertThat(letter.head()).contains("Down");
            });
        }
    }

    @Test
    void shouldReadAlertmanagersWebhookVerbatim() {
        Ingest ingest = SourceFixture.alertmanager().ingest();
        IngestResult read = read(ingest, """
                {"receiver": "farrier", "status": "firing", "version": "4", "truncatedAlerts": 0, "news": {"of": ["2030"]},
                 "groupLabels": null, "commonAnnotations": null,
                 "alerts": [
                  {"status": "firing", "labels": {"alertname": "InstanceDown", "instance": "mb-01", "severity": "critical"},
                   "annotations": {"summary": "mb-01 is down"}, "startsAt": "2026-06-09T07:00:00.123456789Z",
                   "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://p/graph", "fingerprint": "cafe"},
                  {"status": "resolved", "labels": {"alertname": "Unit", "name": "nginx.service"}, "annotations": null,
                   "startsAt": "2026-06-09T09:00:00+02:00", "endsAt": "2026-06-09T07:59:00Z"}]}""");

        assertThat(read.rejected()).isEmpty();
        long start = Instant.parse("2026-06-09T07:00:00Z").toEpochMilli();
        assertThat(read.events())
                .containsExactly(
                        new Event(
                                read.events().get(0).id(),
                                "src",
                                EventKind.ALERT,
                                NOW,
                                "InstanceDown",
                                "critical",
                                "mb-01 is down",
                                Labels.of("alertname", "InstanceDown", "instance", "mb-01", "severity", "critical"),
                                null,
                                new Alert("cafe", true, start + 123, NOW),
                                Labels.of("summary", "mb-01 is down")),
                        new Event(
                                read.events().get(1).id(),
                                "src",
                                EventKind.ALERT,
                                Instant.parse("2026-06-09T07:59:00Z").toEpochMilli(),
                                "Unit",
                                "",
                                "",
                                Labels.of("alertname", "Unit", "exported_name", "nginx.service"),
                                null,
                                new Alert(
                                        Fingerprint.of(Labels.of("alertname", "Unit", "name", "nginx.service")),
                                        false,
                                        start,
                                        NOW)));
    }

    private static IngestResult read(Ingest ingest, String body) {
        IngestResult read = ingest.read(body.getBytes(UTF_8), ARRIVAL);
        assertThat(List.of(read.events().size(), read.rejected().size(), read.dropped(), read.blank()))
                .as("something became of it")
                .anyMatch(count -> count > 0);
        return read;
    }
}
