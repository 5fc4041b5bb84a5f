package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.format.Fingerprint;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.Compile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertmanagerTest {
    private static final Ingest INGEST = SourceFixture.alertmanager().ingest();
    private static final long NOW = Instant.parse("2026-06-09T08:00:00Z").toEpochMilli();
    private static final String START = "\"startsAt\":\"2026-06-09T07:00:00Z\"";

    @Test
    void shouldNameTheNotificationAndThePlaceInItByItsId() {
        String alert = "{'status':'firing','labels':{'a':'b'}," + START + ",'endsAt':'%s'}";

        Event first = only(alert.formatted("0001-01-01T00:00:00Z"), Arrival.received("am/1", NOW));
        Event retry = only(alert.formatted("0001-01-01T00:00:00Z"), Arrival.received("am/2", NOW + 10_000));
        Event later = only(alert.formatted("2026-06-09T12:00:00Z"), Arrival.received("am/3", NOW + 14_400_000));

        assertThat(first.id()).matches("src/[0-9a-f]{16}#0");
        assertThat(retry.id()).isEqualTo(first.id());
        assertThat(later.id()).isNotEqualTo(first.id());
        assertThat(later.time()).isEqualTo(NOW + 14_400_000);
    }

    @Test
    void shouldTellWhatFiresBeforeWhatHasResolved() {
        List<Event> events = events(
                "{'status':'resolved','fingerprint':'a'," + START + ",'endsAt':'2026-06-09T07:10:00Z'},"
                        + "{'status':'firing','fingerprint':'b','startsAt':'2026-06-09T07:20:00Z'},"
                        + "{'status':'resolved','fingerprint':'c'," + START + ",'endsAt':'2026-06-09T07:30:00Z'}",
                Arrival.recorded("file", NOW));

        assertThat(events).extracting(event -> event.alert().fingerprint()).containsExactly("b", "a", "c");
        assertThat(events).extracting(event -> event.id().replaceAll(".*#", "")).containsExactly("1", "0", "2");
        assertThat(events)
                .as("where nobody knows when it was received: the latest time that it names")
                .extracting(event ->
                        Instant.ofEpochMilli(event.alert().notifiedAt()).toString())
                .containsOnly("2026-06-09T07:30:00Z");
        assertThat(events)
                .as("one step")
                .extracting(event -> Instant.ofEpochMilli(event.time()).toString())
                .containsOnly("2026-06-09T07:30:00Z");
    }

    @Test
    void shouldTellTheLongestFiringFirstAndOfOneToldBothWaysOnlyThatItFires() {
        List<Event> events = events(
                "{'status':'firing','fingerprint':'new','startsAt':'2026-06-09T07:50:00Z'},"
                        + "{'status':'resolved','fingerprint':'both'," + START + ",'endsAt':'2026-06-09T07:10:00Z'},"
                        + "{'status':'firing','fingerprint':'both','startsAt':'2026-06-09T07:20:00Z'},"
                        + "{'status':'firing','fingerprint':'old'," + START + "}",
                live());
        assertThat(events)
                .extracting(event -> event.alert().fingerprint() + " " + event.firing())
                .containsExactly("old true", "both true", "new true");
    }

    @Test
    void shouldComputePrometheusFingerprints() {
        assertThat(Fingerprint.of(Labels.empty())).isEqualTo(Long.toHexString(0xcbf29ce484222325L));
        // the vector of Prometheus' own test of its signatures
        assertThat(Fingerprint.of(Labels.of("name", "garland, briggs", "fear", "love is not enough")))
                .isEqualTo("%016x".formatted(5799056148416392346L));
    }

    @Test
    void shouldKeepAnnotationsAndMakeLabelsOfThoseThatTheSourceNames() {
        String alert = "{'status':'firing'," + START + ",'labels':{'alertname':'A','team':'own'},'annotations':"
                + "{'summary':'s','runbook_url':'http://r','team':'other','app.kubernetes.io/name':'x','name':'n','e':'','o':{}}}";

        Event event = only(alert, live());
        assertThat(event.annotations())
                .isEqualTo(Map.of(
                        "summary",
                        "s",
                        "runbook_url",
                        "http://r",
                        "team",
                        "other",
                        "app.kubernetes.io/name",
                        "x",
                        "name",
                        "n"));
        assertThat(event.labels()).isEqualTo(Map.of("alertname", "A", "team", "own"));

        assertThat(labels("event: {labelsFrom: annotations}", alert))
                .containsEntry("team", "own")
                .containsEntry("runbook_url", "http://r")
                .containsEntry("app_kubernetes_io_name", "x")
                .containsEntry("exported_name", "n");
        assertThat(labels(
                        "event: {labels: {runbook: annotations.runbook_url, k8s: annotations.none || annotations.app.kubernetes.io/name,"
                                + " team: annotations.team}}",
                        alert))
                .isEqualTo(Map.of("alertname", "A", "team", "own", "runbook", "http://r", "k8s", "x"));
    }

    private static Map<String, String> labels(String spec, String alert) {
        Source source = Compile.bundle(
                        "kind: Source\nmetadata: {name: s}\nspec: {receiver: alertmanager, " + spec + "}")
                .sources()
                .get("s");
        return Ingest.of(source)
                .read(("{'alerts':[" + alert + "]}").replace('\'', '"').getBytes(StandardCharsets.UTF_8), live())
                .events()
                .getFirst()
                .labels();
    }

    /** What Grafana says when it does not see an alert any more, in its own words. */
    @ParameterizedTest(name = "{0} {1} despite {2}")
    @CsvSource({
        "resolved, MissingSeries, '', false",
        "resolved, NoData, '', false",
        "resolved, Error, '', false",
        "resolved, Updated, '', false",
        "resolved, Paused, MissingSeries, false",
        "resolved, 'NoData, KeepLast', NoData, false",
        "resolved, SomethingNew, '', false",
        "resolved, MissingSeries, MissingSeries, true",
        "resolved, 'NoData, KeepLast', NoData KeepLast, true",
        "resolved, '', '', true",
        "firing, NoData, '', true",
    })
    void shouldNotTakeForACureWhatGrafanaOnlyDoesNotSee(String status, String reason, String despite, boolean heard) {
        IngestResult read = Ingest.of(SourceFixture.alertmanager()
                        .resolvedDespite(despite.isEmpty() ? List.of() : List.of(despite.split(" ")))
                        .source())
                .read(
                        ("{\"alerts\":[{\"status\":\"" + status + "\",\"annotations\":{\"grafana_state_reason\":\""
                                        + reason + "\"},\"startsAt\":\"2026-06-09T07:00:00Z\"}]}")
                                .getBytes(StandardCharsets.UTF_8),
                        live());

        assertThat(read.events()).hasSize(heard ? 1 : 0);
        assertThat(read.dropped()).isEqualTo(heard ? 0 : 1);
        assertThat(read.rejected()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // endsAt, expected when received at 08:00
        "2026-06-09T07:59:59.999Z, 2026-06-09T07:59:59.999Z",
        "2026-06-09T08:00:00Z, 2026-06-09T08:00:00Z",
        "2026-06-09T08:00:00.001Z, 2026-06-09T08:00:00Z",
        "0001-01-01T00:00:00Z, 2026-06-09T08:00:00Z",
        "9999-01-01T00:00:00Z, 2026-06-09T08:00:00Z",
        "soon, 2026-06-09T08:00:00Z",
        "'', 2026-06-09T08:00:00Z",
    })
    void shouldTakeAsEndWhatIsNoLaterThanItsArrival(String endsAt, String expected) {
        Event event = only("{'status':'resolved'," + START + ",'endsAt':'" + endsAt + "'}", live());

        assertThat(Instant.ofEpochMilli(event.time())).isEqualTo(Instant.parse(expected));
        assertThat(event.firing()).isFalse();
    }

    @Test
    void shouldGoByTheAlertsOwnTimesInReplay() {
        Arrival recorded = Arrival.recorded("file:0", NOW);

        assertThat(only("{'status':'firing'," + START + "}", recorded).time())
                .isEqualTo(Instant.parse("2026-06-09T07:00:00Z").toEpochMilli());
        assertThat(only("{'status':'resolved'," + START + ",'endsAt':'2026-06-09T07:30:00Z'}", recorded)
                        .time())
                .isEqualTo(Instant.parse("2026-06-09T07:30:00Z").toEpochMilli());
        assertThat(refused("{'status':'resolved'," + START + ",'endsAt':'0001-01-01T00:00:00Z'}", recorded)
                        .where())
                .isEqualTo("alerts[0].endsAt");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'summary':'s','description':'d'}                | s
            {'summary':' ','description':'d'}                | d
            {'summary':null,'description':null,'message':'m'} | m
            {'runbook_url':{'of':'no'}}                      | ``
            null                                             | ``
            """)
    void shouldTakeTheFirstAnnotationThatSaysSomething(String annotations, String message) {
        Event event = only("{'status':'firing'," + START + ",'annotations':" + annotations + "}", live());

        assertThat(event.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                    | ``                    | Alertmanager's webhook sends an object
            {}                                                    | alerts                | an array is expected, not nothing
            {'alerts': null}                                      | alerts                | an array is expected, not null
            {'alerts': {}}                                        | alerts                | an array is expected, not an object
            {'alerts': []}                                        | alerts                | the array is empty
            {'alerts': ['x']}                                     | alerts[0]             | an object is expected, not a text
            {'alerts': [{}]}                                      | alerts[0].status      | "" is neither "firing" nor "resolved"
            {'alerts': [{'status':'FIRING'}]}                     | alerts[0].status      | "FIRING" is neither
            {'alerts': [{'status':'firing'}]}                     | alerts[0].startsAt    | is missing; it is read as iso8601
            {'alerts': [{'status':'firing','startsAt':1}]}        | alerts[0].startsAt    | "1" is not a time
            {'alerts': [{'status':'firing','startsAt':'0001-01-01T00:00:00Z'}]} | alerts[0].startsAt | is not a time
            {'alerts': [{'status':'firing','startsAt':'2026-06-09T07:00:00Z','labels':[]}]} | alerts[0].labels | an object of label → text is expected, not an array
            {'alerts': [{'status':'firing','startsAt':'2026-06-09T07:00:00Z','labels':{'a':{}}}]} | alerts[0].labels.a | a text or number is expected, not an object
            {'alerts': [{'status':'firing','startsAt':'2026-06-09T07:00:00Z','fingerprint':[]}]} | alerts[0].fingerprint | a text or number is expected, not an array
            """)
    void shouldSayWhereTheWebhookIsWrong(String body, String where, String what) {
        IngestResult read = INGEST.read(body.replace('\'', '"').getBytes(UTF_8), live());

        assertThat(read.events()).isEmpty();
        assertThat(read.rejected()).singleElement().satisfies(refused -> {
            assertThat(refused.where()).isEqualTo(where);
            assertThat(refused.what()).contains(what);
        });
    }

    @Test
    void shouldLetABadAlertTakeNoOtherWithIt() {
        String good = "{\"status\":\"firing\"," + START + "}";
        IngestResult read = INGEST.read(("{\"alerts\":[" + good + ",{}," + good + "]}").getBytes(UTF_8), live());

        assertThat(read.events()).hasSize(2);
        assertThat(read.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.origin()).isEqualTo("am/7#1");
            assertThat(letter.head()).isEqualTo("{}");
            assertThat(letter.error()).startsWith("alerts[1].status: ");
        });
    }

    private static Arrival live() {
        return Arrival.received("am/7", NOW);
    }

    private static Event only(String alert, Arrival arrival) {
        List<Event> events = events(alert, arrival);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static List<Event> events(String alerts, Arrival arrival) {
        IngestResult read = read(alerts, arrival);
        assertThat(read.rejected()).isEmpty();
        return read.events();
    }

    private static IngestResult.RejectedPart refused(String alert, Arrival arrival) {
        IngestResult read = read(alert, arrival);
        assertThat(read.events()).isEmpty();
        return read.rejected().getFirst();
    }

    private static IngestResult read(String alert, Arrival arrival) {
        return INGEST.read(("{\"alerts\":[" + alert.replace('\'', '"') + "]}").getBytes(UTF_8), arrival);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " ~ ", textBlock = """
            values.B               ~ 97.5
            values.A || values.B   ~ 97.5
            annotations.value      ~ 12
            values.D || values.B   ~ 97.5
            values.C               ~ ''
            annotations.summary    ~ ''
            """)
    void shouldTakeTheValueThatTheSourceNames(String field, String value) {
        ReadBy source = ReadBy.source("format: alertmanager, event: {value: '" + field + "'}");

        Double found = source.event("""
                {"alerts":[{"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-06-09T07:00:00Z",
                 "annotations":{"value":"12","summary":"full"},"values":{"A":null,"B":97.5,"C":{},"E":1}}]}""").value();

        assertThat(found).isEqualTo(value.isEmpty() ? null : Double.valueOf(value));
    }
}
