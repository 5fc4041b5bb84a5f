package dev.farrier.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpTest {
    private static final ReadBy SOURCE = ReadBy.source("format: otlp");
    private static final String RESOURCE = """
            "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"media-bridge"}},
              {"key":"host.name","value":{"stringValue":"mb-01"}},
              {"key":"process.pid","value":{"intValue":"4711"}}]}""";

    @Test
    void shouldMakeAnEventOfEachLogRecord() {
        IngestResult read = SOURCE.read("""
                {"resourceLogs":[{%s,"scopeLogs":[{"scope":{"name":"bridge.slots","version":"1",
                   "attributes":[{"key":"scope.of","value":{"boolValue":true}}]},"logRecords":[
                  {"timeUnixNano":"1780985180123456789","observedTimeUnixNano":"1780985181000000000",
                   "severityNumber":17,"severityText":"Error","body":{"stringValue":"no session slots"},
                   "attributes":[{"key":"session.id","value":{"intValue":"9007199254740993"}},
                     {"key":"host.name","value":{"stringValue":"closer"}},
                     {"key":"severity","value":{"doubleValue":0.5}},
                     {"key":"list","value":{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"b"}]}}},
                     {"key":"map","value":{"kvlistValue":{"values":[{"key":"k","value":{"boolValue":false}}]}}},
                     {"key":"none","value":{}}],
                   "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","unknown":[1]},
                  {"observedTimeUnixNano":1780985181000000000,"timeUnixNano":"0","severityNumber":9,
                   "eventName":"slots.full","body":{"kvlistValue":{"values":[
                     {"key":"free","value":{"intValue":0}},{"key":"of","value":{"intValue":"8"}}]}}}]}]}]}""".formatted(RESOURCE));

        assertThat(read.deadLetters()).isEmpty();
        Event first = read.events().getFirst();
        assertThat(first.kind()).isEqualTo(EventKind.LOG);
        assertThat(first.time()).isEqualTo(1_780_985_180_123L);
        assertThat(first.name()).isEqualTo("media-bridge");
        assertThat(first.severity()).isEqualTo("Error");
        assertThat(first.message()).isEqualTo("no session slots");
        assertThat(first.labels())
                .isEqualTo(Map.ofEntries(
                        Map.entry("service_name", "media-bridge"),
                        Map.entry("host", "mb-01"),
                        Map.entry("host_name", "closer"),
                        Map.entry("process_pid", "4711"),
                        Map.entry("otel_scope_name", "bridge.slots"),
                        Map.entry("scope_of", "true"),
                        Map.entry("session_id", "9007199254740993"),
                        Map.entry("exported_severity", "0.5"),
                        Map.entry("list", "[\"1\",\"b\"]"),
                        Map.entry("map", "{\"k\":\"false\"}")));
        Event second = read.events().get(1);
        assertThat(second.time()).isEqualTo(1_780_985_181_000L);
        assertThat(second.name()).isEqualTo("slots.full");
        assertThat(second.severity()).isEqualTo("INFO");
        assertThat(second.message()).isEqualTo("{\"free\":\"0\",\"of\":\"8\"}");
        assertThat(read.events()).extracting(Event::id).containsExactly("t/0/1#0", "t/0/1#1");
    }

    @Test
    void shouldMakeAnEventOfEachSample() {
        IngestResult read = SOURCE.read("""
                {"resourceMetrics":[{%s,"scopeMetrics":[{"metrics":[
                  {"name":"bridge.slots.free","unit":"1","gauge":{"dataPoints":[
                    {"timeUnixNano":"1780985180000000000","asInt":"0",
                     "attributes":[{"key":"zone","value":{"stringValue":"a"}}]},
                    {"timeUnixNano":"1780985180000000000","flags":1},
                    {"timeUnixNano":"1780985180000000000","asDouble":"NaN"}]}},
                  {"name":"bridge.sessions","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
                    {"timeUnixNano":"1780985180000000000","startTimeUnixNano":"1780985000000000000","asDouble":4.5e3}]}},
                  {"name":"bridge.wait","histogram":{"dataPoints":[
                    {"timeUnixNano":"1780985180000000000","count":"7","sum":1.25,"bucketCounts":["3","4"],
                     "explicitBounds":[0.1]}]}},
                  {"name":"bridge.pause","summary":{"dataPoints":[
                    {"timeUnixNano":"1780985180000000000","count":"7"}]}}]}]}]}""".formatted(RESOURCE));

        String labels = "host=mb-01, host_name=mb-01, process_pid=4711, service_name=media-bridge";
        assertThat(read.deadLetters()).isEmpty();
        assertThat(read.events())
                .extracting(ReadBy::line)
                .containsExactly(
                        "2026-06-09T06:06:20Z METRIC bridge.slots.free 0.0 {" + labels + ", zone=a}",
                        "2026-06-09T06:06:20Z METRIC bridge.sessions 4500.0 {" + labels + "}",
                        "2026-06-09T06:06:20Z METRIC bridge.wait_count 7.0 {" + labels + "}",
                        "2026-06-09T06:06:20Z METRIC bridge.wait_sum 1.25 {" + labels + "}",
                        "2026-06-09T06:06:20Z METRIC bridge.pause_count 7.0 {" + labels + "}");
        assertThat(read.blank()).isEqualTo(3);
    }

    @Test
    void shouldUseTheTimeOfArrivalWhenNoneIsSaid() {
        assertThat(SOURCE.event(log("{\"body\":{\"stringValue\":\"x\"}}")).time())
                .isEqualTo(ReadBy.NOW);
    }

    @Test
    void shouldLetTheSourceSayWhatIsWhat() {
        Event event = ReadBy.source("format: otlp, event: {name: scope.name, message: attributes.text,"
                        + " labels: {trace: traceId}, labelsFrom: []}")
                .event(log(
                        "{\"traceId\":\"ab\",\"attributes\":[{\"key\":\"text\",\"value\":{\"stringValue\":\"x\"}}]}"));

        assertThat(event.name()).isEqualTo("sc");
        assertThat(event.message()).isEqualTo("x");
        assertThat(event.labels()).isEqualTo(Map.of("trace", "ab"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                            | an object with resourceLogs or resourceMetrics is expected, not an array
            {"x":1}                                       | neither resourceLogs nor resourceMetrics is there
            {"resourceSpans":[]}                          | only logs and metrics are read
            {"resourceLogs":7}                            | resourceLogs: an array is expected, not a number
            {"resourceLogs":[{"scopeLogs":{}}]}           | resourceLogs[0].scopeLogs: an array is expected, not an object
            {"resourceLogs":[{"resource":{"attributes":7}}]} | resourceLogs[0].resource.attributes: an array of attributes is expected
            {"resourceLogs":[{"scopeLogs":[{"logRecords":7}]}]} | resourceLogs[0].scopeLogs[0].logRecords: an array is expected
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[7]}]}]} | resourceLogs[0].scopeLogs[0].logRecords[0]: a log record is an object
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"n"}]}]}]} | resourceMetrics[0].scopeMetrics[0].metrics[0]: a metric has one of gauge
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":[7]}}]}]}]} | resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints[0]: a data point is an object
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":[{"asInt":"1x"}]}}]}]}]} | resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints[0].value: "1x" is not a finite number
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":[{"asDouble":"Infinity"}]}}]}]}]} | resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints[0].value: "Infinity" is not a finite number
            """)
    void shouldSayWhatIsWrong(String body, String error) {
        assertThat(SOURCE.errors(body)).singleElement().asString().startsWith(error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"timeUnixNano":"soon"}                  | timeUnixNano: "soon" is not a number of nanoseconds since 1970
            {"timeUnixNano":"-1"}                    | timeUnixNano: "-1" is not a number of nanoseconds since 1970
            {"timeUnixNano":1e40}                    | timeUnixNano: "1E+40" is not a number of nanoseconds
            {"timeUnixNano":"99999999999999999999"}  | time: 5138-11-16T09:46:39.999Z is in the future
            {"timeUnixNano":{}}                      | timeUnixNano: a text or number is expected, not an object
            {"attributes":[{"key":{}}]}              | attributes.key: a text or number is expected, not an object
            {"attributes":[{"key":"a","value":{"stringValue":[]}}]} | attributes: a text or number is expected, not an array
            {"eventName":[]}                         | eventName: a text or number is expected, not an array
            """)
    void shouldSayWhatIsWrongWithOneRecordAndKeepTheOthers(String record, String error) {
        IngestResult read = SOURCE.read(log("{\"body\":{}}," + record));

        assertThat(read.events()).hasSize(1);
        assertThat(read.deadLetters())
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.error()).startsWith("resourceLogs[0].scopeLogs[0].logRecords[1]." + error));
    }

    @Test
    void shouldCountARequestThatSaysNothing() {
        for (String body : new String[] {"{}", "{\"resourceLogs\":[]}", "{\"resourceLogs\":null}", log("")}) {
            assertThat(SOURCE.read(body))
                    .as(body)
                    .isEqualTo(new IngestResult(java.util.List.of(), java.util.List.of(), 0, 1, false));
        }
    }

    @Test
    void shouldTakeTenThousandRecordsAndNotOneMore() {
        String record = "{\"timeUnixNano\":\"1780985180000000000\"}";

        assertThat(SOURCE.events(log((record + ",").repeat(9_999) + record))).hasSize(10_000);
        assertThat(SOURCE.errors(log((record + ",").repeat(10_000) + record)))
                .containsExactly("more than 10000 records in one batch; send several");
        assertThat(SOURCE.errors(log("7,".repeat(10_000) + record)))
                .containsExactly("more than 10000 records in one batch; send several");
    }

    private static String log(String records) {
        return "{\"resourceLogs\":[{\"scopeLogs\":[{\"scope\":{\"name\":\"sc\"},\"logRecords\":[" + records + "]}]}]}";
    }
}
