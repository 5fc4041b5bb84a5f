package dev.farrier.stream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.match.MatchListener;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.registry.ConfluentDecoders;
import dev.farrier.stream.registry.FakeRegistry;
import dev.farrier.stream.runtime.StreamsSettings;
import dev.farrier.stream.topology.Brain;
import dev.farrier.stream.topology.CompiledPolicies;
import dev.farrier.stream.topology.StageListener;
import dev.farrier.stream.topology.TopicReading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingest on a real broker, with a schema registry that is down when the first record comes. */
@Tag("kafka")
class RegistryOutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String POLICIES = """
            kind: Source
            metadata: {name: readings}
            spec: {topic: PREFIXreadings, format: avro, schemaRegistry: 'REGISTRY', event: {labels: [host]}, liveness: {expectEvery: 1m}}
            ---
            kind: Source
            metadata: {name: lines}
            spec: {topic: PREFIXlines, format: json, event: {labels: [host]}, liveness: {expectEvery: 1m}}
            ---
            kind: RemediationPolicy
            metadata: {name: any}
            spec:
              match: [{name: all, sources: [readings, lines], matchers: ['host=~".+"']}]
              detect: {each: {of: all}, groupBy: [host]}
              clears: {quietFor: 1m}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              remediate: [{name: r, steps: [{process: {argv: ['true']}}]}]
            """;

    @TempDir
    Path stateDir;

    @Test
    void shouldKeepTheRecordAndMakeNobodyElseWait() throws Exception {
        Topics topics = SharedKafka.createTopics(List.of());
        ClientConfig client = SharedKafka.config();
        createTopics(client, topics.prefix() + "readings", topics.prefix() + "lines");
        try (FakeRegistry registry = new FakeRegistry();
                ConfluentDecoders avro = new ConfluentDecoders(reference -> reference);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        client.with("test", Map.of(), Map.of()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            registry.answerWith(503);
            Bundle bundle =
                    Brain.compile(POLICIES.replace("PREFIX", topics.prefix()).replace("REGISTRY", registry.url()));
            CompiledPolicies policies =
                    new CompiledPolicies(commit -> bundle, MatchListener.NONE, PatternEngine.PORTABLE, avro);
            policies.activate(bundle);
            StreamsSettings settings = new StreamsSettings(client, topics, stateDir, 1, -1, "");
            try (IngestApp app = new IngestApp(settings, policies, StageListener.NONE, new SimpleMeterRegistry())) {
                app.follow();
                Awaitility.await().atMost(PATIENCE).until(() -> app.ready() && app.complete());

                producer.send(new ProducerRecord<>(topics.prefix() + "readings", record("mb-01")))
                        .get();
                Awaitility.await().atMost(PATIENCE).until(() -> !registry.asked.isEmpty());
                producer.send(new ProducerRecord<>(topics.prefix() + "lines", "{\"host\":\"mb-02\"}".getBytes(UTF_8)))
                        .get();
                Awaitility.await()
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(hosts(client, topics)).containsExactly("mb-02"));

                registry.schema(
                        7, "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"host\",\"type\":\"string\"}]}");
                registry.answerWith(200);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(hosts(client, topics)).containsExactlyInAnyOrder("mb-02", "mb-01"));
                Awaitility.await().atMost(PATIENCE).until(app::complete);
                assertThat(TopicReading.read(client, topics.deadLetters(), DeadLetter.class))
                        .isEmpty();
            }
        }
    }

    private static List<String> hosts(ClientConfig client, Topics topics) {
        return TopicReading.read(client, topics.signals(), Signal.class).stream()
                .filter(MatchedEvent.class::isInstance)
                .map(signal -> ((MatchedEvent) signal).event())
                .map(event -> event.label("host"))
                .toList();
    }

    private static void createTopics(ClientConfig client, String... names) throws Exception {
        try (Admin admin = Admin.create(client.with("test-admin", Map.of(), Map.of()))) {
            admin.createTopics(Arrays.stream(names)
                            .map(name -> new NewTopic(name, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    /** Schema 7: one text. */
    private static byte[] record(String host) {
        byte[] text = host.getBytes(UTF_8);
        return ByteBuffer.allocate(6 + text.length)
                .put((byte) 0)
                .putInt(7)
                .put((byte) (2 * text.length))
                .put(text)
                .array();
    }
}
