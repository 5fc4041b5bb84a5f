package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.RandomCases;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.EventKind;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes, something becomes of it, and nothing is thrown. */
class HostileInputTest {
    private static final long NOW = Instant.parse("2026-06-09T08:00:00Z").toEpochMilli();
    private static final Arrival ARRIVAL = Arrival.received("t/0/1", NOW);
    private static final int ROUNDS = RandomCases.of(1_500);

    private static final Ingest LINE = SourceFixture.line("^(?P<time>\\S+) (?P<m>.*)$")
            .time("time", "iso8601", "epoch_second", "MMM d HH:mm:ss")
            .map("message", "m")
            .label("word", "m")
            .relabel("drop", List.of("word"), "a.*", "", "")
            .ingest();
    private static final Ingest JSON = SourceFixture.json()
            .time("t", "iso8601", "epoch_second")
            .map("id", "i")
            .map("message", "m.x")
            .map("value", "v")
            .label("l", "l.m.n")
            .relabel("replace", List.of("l"), "(.*)", "$1", "$0$1")
            .ingest();
    private static final Ingest EVENTS = SourceFixture.events().ingest();
    private static final Ingest COLLECTD = ReadBy.source("preset: collectd").ingest();
    private static final Ingest TELEGRAF = ReadBy.source("preset: telegraf").ingest();
    private static final Ingest CLOUDEVENTS =
            ReadBy.source("format: cloudevents").ingest();
    private static final Ingest OTLP = ReadBy.source("format: otlp").ingest();
    private static final Ingest ALERTS = SourceFixture.alertmanager().ingest();

    static List<Ingest> formats() {
        return List.of(LINE, JSON, EVENTS, ALERTS, COLLECTD, TELEGRAF, CLOUDEVENTS, OTLP);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldMakeSomethingOfRandomBytes(Ingest ingest) {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            assertAccounted(ingest, body);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldMakeSomethingOfAlmostGoodInput(Ingest ingest) {
        Random random = new Random(11);
        List<String> seeds = List.of(
                "2026-06-09T06:06:20Z hello",
                "{\"t\":1780985180.5,\"i\":\"x\",\"m\":{\"x\":\"y\"},\"v\":1e3,\"l\":{\"m\":{\"n\":\"o\"}}}",
                "[{\"id\":\"a\",\"time\":1780985180,\"kind\":\"log\",\"name\":\"n\",\"labels\":{\"a\":\"b\"},\"value\":-1.5e-3}]",
                "{\"alerts\":[{\"status\":\"resolved\",\"labels\":{\"alertname\":\"A\"},\"annotations\":null,"
                        + "\"startsAt\":\"2026-06-09T06:06:20Z\",\"endsAt\":\"0001-01-01T00:00:00Z\"}]}",
                "[{\"values\":[1,2],\"dsnames\":[\"a\",\"value\"],\"time\":1780985180.5,\"host\":\"h\",\"plugin\":\"p\"}]",
                "{\"metrics\":[{\"fields\":{\"a\":1,\"b\":true},\"name\":\"n\",\"tags\":{\"t\":\"x\"},\"timestamp\":1780985180}]}",
                "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"s\",\"type\":\"t\",\"x\":1,\"data\":{\"message\":\"m\"}}",
                "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"k\",\"value\":{\"intValue\":\"1\"}}]},"
                        + "\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1780985180000000000\",\"body\":{\"stringValue\":\"b\"}}]}]}]}",
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"n\",\"sum\":{\"dataPoints\":"
                        + "[{\"asInt\":\"3\",\"timeUnixNano\":\"1780985180000000000\"}]}}]}]}]}");
        List<String> splices = List.of(
                "null", "{}", "[]", "\"\"", "1e99999", "-0", "\\ud800", "\u0000", "\"", "{", "}", "[", ",", "😀", "\n",
                "9999");
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
            for (int edits = random.nextInt(4); edits >= 0 && !text.isEmpty(); edits--) {
                int start = random.nextInt(text.length());
                int end = Math.min(text.length(), start + random.nextInt(12));
                text.replace(start, end, splices.get(random.nextInt(splices.size())));
            }
            assertAccounted(ingest, text.toString().getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldReplaceWhatIsNotUtf8InATextAndRefuseWhereItIsNone(Ingest ingest) {
        for (byte[] invalid : List.of(
                "2026-06-09T06:06:20Z caf\u00e9".getBytes(ISO_8859_1),
                new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xe2, (byte) 0x82})) {
            IngestResult read = ingest.read(invalid, ARRIVAL);

            assertThat(read.events().size() + read.rejected().size()).isEqualTo(1);
            assertThat(read.events())
                    .allSatisfy(event -> assertThat(event.message()).contains("\uFFFD"));
            assertThat(read.rejected())
                    .allSatisfy(
                            refused -> assertThat(refused.deadLetter().head()).contains("\uFFFD"));
            assertThat(read.events().isEmpty() || read.repaired()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldPassOverARecordWithoutAValue(Ingest ingest) {
        assertThat(ingest.read(null, ARRIVAL)).isEqualTo(new IngestResult(List.of(), List.of(), 0, 1, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", " \t \r\n", "\uFEFF"})
    void shouldCountBlankLines(String line) {
        assertThat(LINE.read(line.getBytes(UTF_8), ARRIVAL).blank()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                        | the body is empty
            []                        | a JSON object is expected, one a record, not an array
            [{'t':1}]                 | a JSON object is expected, one a record, not an array
            'text'                    | a JSON object is expected, one a record, not a text
            {'t':1}{'t':2}            | not JSON (line 1, column
            {'t':1                    | not JSON (line 1, column
            {'m':{'x':'y'}}           | t: the time field is missing; it is read as iso8601 (2026-06-09T06:06:20.123+02:00), or epoch_second
            {'t':null}                | t: the time field is missing
            {'t':{}}                  | t: a text or number is expected, not an object
            {'t':'yesterday'}         | t: "yesterday" is not a time; it is read as iso8601
            {'t':1e1000000000}        | t: "1E+1000000000" is not a time
            {'t':253402300799}        | time: 9999-12-31T23:59:59Z is in the future
            {'t':1e99999999999}       | a number beyond all measure
            {'t':1,'v':'NaN'}         | v: "NaN" is not a finite number
            {'t':1,'v':'0x1p3'}       | v: "0x1p3" is not a finite number
            {'t':1,'v':'1e'}          | v: "1e" is not a finite number
            {'t':1,'v':1e400}         | v: "1E+400" is not a finite number
            {'t':1,'v':[1]}           | v: a text or number is expected, not an array
            {'t':1,'i':{}}            | i: a text or number is expected, not an object
            {'t':1,'l.m.n':[]}        | l.m.n: a text or number is expected, not an array
            """)
    void shouldSayWhatIsWrongWithAJsonRecord(String body, String error) {
        IngestResult read = JSON.read(body.replace('\'', '"').getBytes(UTF_8), ARRIVAL);

        assertThat(read.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).startsWith(error));
    }

    @Test
    void shouldFindAFieldByAnySplitOfItsPath() {
        for (String body : List.of(
                "{'t':1,'l.m.n':'o'}",
                "{'t':1,'l.m':{'n':'o'}}",
                "{'t':1,'l':{'m.n':'o'}}",
                "{'t':1,'l':7,'l.m':{'n':'o'}}")) {
            assertThat(JSON.read(body.replace('\'', '"').getBytes(UTF_8), ARRIVAL)
                            .events()
                            .getFirst()
                            .labels())
                    .as(body)
                    .containsValue("oo");
        }
    }

    @Test
    void shouldTakeTheWholeLineAsMessageWithoutAPattern() {
        Ingest ingest = SourceFixture.line(null)
                .map("message", "message")
                .label("x", "y")
                .ingest();

        IngestResult read = ingest.read("a [b] c\r\n".getBytes(UTF_8), ARRIVAL);

        assertThat(read.events()).singleElement().satisfies(event -> {
            assertThat(event.message()).isEqualTo("a [b] c");
            assertThat(event.labels()).isEmpty();
        });
    }

    @Test
    void shouldNeedATimeFieldWhereNobodyKnowsWhenTheRecordCame() {
        Ingest ingest = SourceFixture.line("^(?P<m>.*)$").map("message", "m").ingest();

        assertThat(ingest.read("x".getBytes(UTF_8), ARRIVAL).events().getFirst().time())
                .isEqualTo(NOW);
        assertThat(ingest.read("x".getBytes(UTF_8), Arrival.recorded("f:0", NOW))
                        .deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).startsWith("the source has no time field"));
    }

    @Test
    void shouldRefuseASourceThatCannotBeReadBy() {
        assertThatThrownBy(() -> SourceFixture.line("x").kind(EventKind.ALERT).ingest())
                .hasMessageContaining("kind alert needs format alertmanager");
        assertThatThrownBy(() -> SourceFixture.json().label("source", "x").ingest())
                .hasMessageContaining("label source is taken");
        assertThatThrownBy(() -> SourceFixture.json().time("t", "noon").ingest())
                .hasMessageContaining("'noon' is no time format");
        assertThatThrownBy(() -> SourceFixture.json().time("t").ingest()).hasMessageContaining("at least one format");
    }

    private static void assertAccounted(Ingest ingest, byte[] body) {
        IngestResult read = ingest.read(body, ARRIVAL);
        int accounted = read.events().size() + read.rejected().size() + read.dropped() + read.blank();
        assertThat(accounted).as(new String(body, UTF_8)).isPositive();
        assertThat(read.deadLetters())
                .allSatisfy(letter -> assertThat(letter.error()).doesNotContain("unexpected: "));
        assertThat(ingest.read(body, ARRIVAL)).as("the same again").isEqualTo(read);
    }
}
