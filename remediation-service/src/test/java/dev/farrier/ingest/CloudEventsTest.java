package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsTest {
    private static final ReadBy SOURCE = ReadBy.source("format: cloudevents");
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "ce_specversion", "1.0",
            "ce_id", "1234",
            "ce_source", "/edge/mb-01",
            "ce_type", "com.example.bridge.full",
            "ce_time", "2026-06-09T06:06:20.123Z",
            "ce_subject", "slots",
            "ce_zone", "a",
            "content-type", "application/json; charset=utf-8");
    private static final String STRUCTURED = """
            {"specversion":"1.0","id":"1234","source":"/edge/mb-01","type":"com.example.bridge.full",
             "time":"2026-06-09T06:06:20.123Z","subject":"slots","zone":"a","datacontenttype":"application/json",
             "data":{"message":"no session slots","free":0}}""";

    @Test
    void shouldReadTheSameEventInEveryMode() {
        Ingest ingest = SOURCE.ingest();
        byte[] data = "{\"message\":\"no session slots\",\"free\":0}".getBytes(UTF_8);

        Event binary = only(ingest.read(data, ReadBy.ARRIVAL.with(ATTRIBUTES)));
        assertThat(binary.kind()).isEqualTo(EventKind.EVENT);
        assertThat(binary.id()).isEqualTo("s//edge/mb-01/1234");
        assertThat(binary.time()).isEqualTo(1_780_985_180_123L);
        assertThat(binary.name()).isEqualTo("com.example.bridge.full");
        assertThat(binary.message()).isEqualTo("no session slots");
        assertThat(binary.labels()).isEqualTo(Map.of("ce_source", "/edge/mb-01", "subject", "slots", "zone", "a"));

        for (Map<String, String> headers : List.of(
                Map.of("content-type", "application/cloudevents+json; charset=UTF-8"),
                Map.of("content-type", "application/cloudevents"),
                Map.of("content-type", "text/plain"),
                Map.<String, String>of())) {
            assertThat(only(ingest.read(STRUCTURED.getBytes(UTF_8), ReadBy.ARRIVAL.with(headers))))
                    .as("%s", headers)
                    .isEqualTo(binary);
        }
        IngestResult batch = ingest.read(
                ("[" + STRUCTURED + "," + STRUCTURED.replace("1234", "5") + "]").getBytes(UTF_8),
                ReadBy.ARRIVAL.with(Map.of("content-type", "application/cloudevents-batch+json")));
        assertThat(batch.events()).hasSize(2).first().isEqualTo(binary);
    }

    @Test
    void shouldDecodeWhatHttpHadToEncode() {
        Event event = only(SOURCE.ingest()
                .read(
                        new byte[0],
                        ReadBy.ARRIVAL.with(Map.of(
                                "ce-specversion", "1.0",
                                "ce-id", "100%",
                                "ce-source", "/a%20b",
                                "ce-type", "Euro%20%E2%82%AC%20%F0%9F%98%80%zz%4"))));

        assertThat(event.name()).isEqualTo("Euro € 😀%zz%4");
        assertThat(event.id()).isEqualTo("s//a b/100%");
        assertThat(event.time()).as("no time: that of its arrival").isEqualTo(ReadBy.NOW);
    }

    @Test
    void shouldMapDataAndExtensionsAsTheSourceSays() {
        ReadBy source = ReadBy.source("format: cloudevents, event: {kind: metric, name: data.what, value: data.free,"
                + " severity: zone, labels: {host: subject}, labelsFrom: [data]}");

        Event event = source.event(STRUCTURED);

        assertThat(event.kind()).isEqualTo(EventKind.METRIC);
        assertThat(event.value()).isZero();
        assertThat(event.severity()).isEqualTo("a");
        assertThat(event.labels())
                .isEqualTo(Map.of("host", "slots", "exported_message", "no session slots", "free", "0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            text/plain               | no slots        | no slots
            text/plain               | {"message":"m"} | {"message":"m"}
            application/vnd.x+json   | {"message":"m"} | m
            application/json         | [1, 2]          | [1,2]
            application/json         | "text"          | text
            application/json         | null            | ``
            ``                       | {"message":"m"} | m
            ``                       | {"message":"m   | {"message":"m
            application/octet-stream | abc             | abc
            """)
    void shouldTakeDataForWhatItIsSaidToBe(String contentType, String data, String message) {
        Map<String, String> headers = new java.util.HashMap<>(ATTRIBUTES);
        headers.put("content-type", contentType);

        assertThat(only(SOURCE.ingest().read(data.getBytes(UTF_8), ReadBy.ARRIVAL.with(headers)))
                        .message())
                .isEqualTo(message);
    }

    @Test
    void shouldKeepBytesThatAreNoTextAsBase64() {
        Map<String, String> headers = new java.util.HashMap<>(ATTRIBUTES);
        headers.put("content-type", "application/octet-stream");
        byte[] bytes = {(byte) 0xff, 0, 1};

        assertThat(only(SOURCE.ingest().read(bytes, ReadBy.ARRIVAL.with(headers)))
                        .message())
                .isEqualTo("/wAB");
        assertThat(SOURCE.event(STRUCTURED.replace(
                                "\"data\":{\"message\":\"no session slots\",\"free\":0}",
                                "\"data_base64\":\"eyJtZXNzYWdlIjoibSJ9\""))
                        .message())
                .isEqualTo("m");
        headers.put("content-type", "application/json");
        assertThat(SOURCE.ingest().read(bytes, ReadBy.ARRIVAL.with(headers)).deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).isEqualTo("data: invalid UTF-8 at byte 0; send UTF-8"));
    }

    @Test
    void shouldTakeAnEventWithoutDataAndPassOverATombstone() {
        Ingest ingest = SOURCE.ingest();

        assertThat(only(ingest.read(null, ReadBy.ARRIVAL.with(ATTRIBUTES))).name())
                .isEqualTo("com.example.bridge.full");
        assertThat(ingest.read(null, ReadBy.ARRIVAL.with(Map.of("traceparent", "00-1")))
                        .blank())
                .isEqualTo(1);
        assertThat(ingest.read(null, ReadBy.ARRIVAL).blank()).isEqualTo(1);
        assertThat(ingest.read(
                                "[]".getBytes(UTF_8),
                                ReadBy.ARRIVAL.with(Map.of("content-type", "application/cloudevents-batch+json")))
                        .blank())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                          | specversion: is missing; a CloudEvent has ce_specversion among its headers
            7                                           | a CloudEvent is an object, not a number
            hello                                       | not JSON
            {"specversion":"0.3"}                       | specversion: "0.3" is not supported; send 1.0
            {"specversion":{}}                          | specversion: a text or number is expected
            {"specversion":"1.0","id":"a","type":"t"}   | source: is missing; every CloudEvent has one
            {"specversion":"1.0","id":"a","source":"s"} | type: is missing; every CloudEvent has one
            {"specversion":"1.0","source":"s","type":7} | id: is missing; every CloudEvent has one
            {"specversion":"1.0","id":"a","source":"s","type":"t","time":"now"} | time: "now" is not a time
            {"specversion":"1.0","id":"a","source":"s","type":"t","data_base64":"!"} | data_base64: is not Base64
            {"specversion":"1.0","id":"a","source":"s","type":"t","datacontenttype":"a/json","data_base64":"AAAA"} | data: not JSON
            """)
    void shouldSayWhatIsWrong(String body, String error) {
        assertThat(SOURCE.errors(body)).singleElement().asString().startsWith(error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/cloudevents+avro", "application/cloudevents-batch+protobuf"})
    void shouldSayWhichEncodingsAreNotRead(String contentType) {
        assertThat(SOURCE.ingest()
                        .read(new byte[] {1}, ReadBy.ARRIVAL.with(Map.of("content-type", contentType)))
                        .deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.error())
                        .isEqualTo("content-type: \"" + contentType
                                + "\" is not read; send application/cloudevents+json"));
    }

    @Test
    void shouldKeepTheGoodEventsOfABatch() {
        IngestResult read = SOURCE.read("[" + STRUCTURED + ",{\"specversion\":\"1.0\"},7]");

        assertThat(read.events()).hasSize(1);
        assertThat(read.deadLetters())
                .extracting(letter -> letter.error())
                .containsExactly(
                        "[1].id: is missing; every CloudEvent has one", "[2]: an object is expected, not a number");
    }

    @Test
    void shouldRefuseTooManyAttributes() {
        Map<String, String> headers = new java.util.HashMap<>(ATTRIBUTES);
        for (int i = 0; i < 200; i++) {
            headers.put("ce_x" + i, "y");
        }
        assertThat(SOURCE.ingest()
                        .read(new byte[0], ReadBy.ARRIVAL.with(headers))
                        .deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).contains("attributes; at most 128 are taken"));
        String huge = STRUCTURED.replace("\"no session slots\"", "\"" + "x".repeat(1 << 20) + "\"");
        assertThat(only(SOURCE.ingest().read(huge.getBytes(StandardCharsets.UTF_8), ReadBy.ARRIVAL))
                        .message())
                .endsWith(" …[cut]");
    }

    private static Event only(IngestResult read) {
        assertThat(read.deadLetters()).isEmpty();
        assertThat(read.events()).hasSize(1);
        return read.events().getFirst();
    }
}
