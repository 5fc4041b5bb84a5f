package dev.farrier.stream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.match.MatchListener;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.Topics;
import dev.farrier.stream.runtime.AppendTimeExtractor;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.topology.Brain;
import dev.farrier.stream.topology.CompiledPolicies;
import dev.farrier.stream.topology.StageListener;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of topics, through the real topology. */
class IngestProcessorTest {
    private static final long APPENDED = 1_780_985_180_000L;
    private static final Topics TOPICS = Topics.withDefaultPrefix();
    private static final Bundle BUNDLE = Brain.compile("""
            kind: Source
            metadata: {name: readings}
            spec: {topic: readings, time: {field: t, formats: [epoch_milli]}, event: {labels: [host]}, liveness: {expectEvery: 1m}}
            ---
            kind: Source
            metadata: {name: deploys}
            spec: {topic: deploys, format: cloudevents, liveness: {expectEvery: 1m}}
            ---
            kind: Source
            metadata: {name: api}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            ---
            kind: RemediationPolicy
            metadata: {name: any}
            spec:
              match: [{name: all, sources: [readings, deploys, api], matchers: ['host=~".+"']}]
              detect: {each: {of: all}, groupBy: [host]}
              clears: {quietFor: 1m}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              remediate: [{name: r, steps: [{process: {argv: ['true']}}]}]
            """);

    private final CompiledPolicies policies = new CompiledPolicies(commit -> BUNDLE, MatchListener.NONE);
    private final TopologyTestDriver driver;

    IngestProcessorTest() {
        policies.activate(BUNDLE);
        Properties properties = new Properties();
        properties.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, AppendTimeExtractor.class);
        driver = new TopologyTestDriver(
                IngestTopology.build(
                        TOPICS,
                        List.of("readings", "deploys", TOPICS.events()),
                        new IngestProcessor.IngestContext(
                                policies,
                                TOPICS.events(),
                                Set.of(),
                                () -> ReadProgress.NONE,
                                StageListener.NONE,
                                true)),
                properties);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    /** Else one speaker whose clock is ahead would make all that it says afterwards late. */
    @ParameterizedTest
    @CsvSource({"-1, -1", "0, 0", "1, 0", "3600000, 0", "-3600000, -3600000"})
    void shouldTakeNoEventForLaterThanItCame(long ahead, long taken) {
        pipe("readings", "{\"t\":" + (APPENDED + ahead) + ",\"host\":\"mb-01\"}", Map.of());
        Event event = Event.of("e", "api", EventKind.EVENT, APPENDED + ahead, "n", "", Map.of("host", "mb-01"));
        pipe(TOPICS.events(), RecordCodec.of(Event.class).encode(event), Map.of());

        assertThat(events())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.time()).isEqualTo(APPENDED + taken));
        assertThat(letters()).isEmpty();
    }

    @Test
    void shouldReadTheHeadersOfCloudEvents() {
        pipe(
                "deploys",
                "{\"message\":\"m\"}",
                Map.of("ce_specversion", "1.0", "CE_ID", "7", "ce_source", "/ci", "ce_type", "deploy", "ce_host", "h"));
        pipe(
                "deploys",
                (byte[]) null,
                Map.of("ce_specversion", "1.0", "ce_id", "8", "ce_source", "/ci", "ce_type", "beat", "ce_host", "é"));
        pipe("deploys", (byte[]) null, Map.of("ce_x", "no CloudEvent"));
        pipe("deploys", (byte[]) null, Map.of());

        assertThat(events()).extracting(Event::name).containsExactly("deploy", "beat");
        assertThat(events()).isEmpty();
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.error()).startsWith("specversion: is missing");
            assertThat(letter.origin()).isEqualTo("deploys/0/2");
        });
    }

    private void pipe(String topic, String value, Map<String, String> headers) {
        pipe(topic, value.getBytes(UTF_8), headers);
    }

    private void pipe(String topic, byte[] value, Map<String, String> headers) {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(new RecordHeader(name, text.getBytes(UTF_8))));
        all.add(new RecordHeader("nothing", null));
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(null, value, all, Instant.ofEpochMilli(APPENDED)));
    }

    private List<Event> events() {
        return read(TOPICS.signals(), Signal.class).stream()
                .filter(MatchedEvent.class::isInstance)
                .map(signal -> ((MatchedEvent) signal).event())
                .toList();
    }

    private List<DeadLetter> letters() {
        return read(TOPICS.deadLetters(), DeadLetter.class);
    }

    private <T> List<T> read(String topic, Class<T> type) {
        TestOutputTopic<byte[], byte[]> out =
                driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return out.readValuesToList().stream()
                .map(value -> RecordCodec.of(type).decode(value))
                .toList();
    }
}
