package dev.farrier.stream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.match.MatchListener;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.runtime.StreamsSettings;
import dev.farrier.stream.topology.CompiledPolicies;
import dev.farrier.stream.topology.StageListener;
import dev.farrier.stream.topology.TopicReading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics are deleted under a running ingest, on a real broker. */
@Timeout(400)
@Tag("kafka")
class DeletedTopicTest {
    /** Three times what it takes: the producer gives up after 10 s, then the group is joined again. */
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    Path stateDir;

    private final ClientConfig client = SharedKafka.config();
    private final Topics topics = SharedKafka.createTopics(List.of());
    private final String left = topics.prefix() + "left";
    private final String right = topics.prefix() + "right";
    private final Admin admin = Admin.create(client.with("test-admin", Map.of(), Map.of()));
    private final Producer<byte[], byte[]> producer = producer();
    private IngestApp ingest;

    @BeforeEach
    void start() throws Exception {
        create(left);
        create(right);
        Bundle bundle = Objects.requireNonNull(PolicyCompiler.compile(
                        new TreeMap<>(Map.of("p.yaml", policies(left, right))), "c1")
                .bundle());
        CompiledPolicies policies = new CompiledPolicies(commit -> bundle, MatchListener.NONE);
        policies.activate(bundle);
        StreamsSettings settings = new StreamsSettings(client, topics, stateDir, 2, -1, "");
        ingest = new IngestApp(settings, policies, StageListener.NONE, new SimpleMeterRegistry());
        ingest.follow();
        await().atMost(PATIENCE).until(ingest::ready);
    }

    @AfterEach
    void stop() {
        ingest.close();
        producer.close(Duration.ofSeconds(1));
        admin.close(Duration.ofSeconds(1));
    }

    private Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                client.with("test", Map.of(), Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static String policies(String... names) {
        StringBuilder yaml = new StringBuilder();
        for (String topic : names) {
            String name = topic.substring(topic.lastIndexOf('.') + 1);
            yaml.append("""
                    ---
                    kind: Source
                    metadata: {name: NAME}
                    spec: {topic: TOPIC, event: {labels: [host]}, liveness: {expectEvery: 1m}}
                    ---
                    kind: RemediationPolicy
                    metadata: {name: of-NAME}
                    spec:
                      mode: shadow
                      match: [{name: any, sources: [NAME], matchers: ['host!=""']}]
                      detect: {each: {of: any}, groupBy: [host]}
                      clears: {quietFor: 1m}
                      target: {resource: '{group.host}'}
                    """.replace("NAME", name).replace("TOPIC", topic));
        }
        return yaml.toString();
    }

    private void create(String topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }

    private void say(String topic, String host) {
        producer.send(new ProducerRecord<>(topic, ("{\"host\":\"" + host + "\"}").getBytes(UTF_8)));
        producer.flush();
    }

    private Set<String> heard() {
        return TopicReading.read(client, topics.signals(), Signal.class).stream()
                .filter(MatchedEvent.class::isInstance)
                .map(signal -> ((MatchedEvent) signal).group().get("host"))
                .collect(Collectors.toSet());
    }

    private void awaitHeard(String host) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(heard()).contains(host));
    }

    /**
     * The topic is deleted while it is read: its offsets, and nothing else, are in the open transaction, and Kafka's producer
     * tries to commit them for as long as it may.
     */
    @Test
    void shouldReadTheOthersOnAndTheDeletedOneAgainWhenItIsBack() throws Exception {
        say(left, "l1");
        say(right, "r1");
        awaitHeard("l1");
        awaitHeard("r1");

        try (Producer<byte[], byte[]> busy = producer()) {
            for (int i = 0; i < 500; i++) {
                busy.send(new ProducerRecord<>(right, "{\"host\":\"busy\"}".getBytes(UTF_8)));
                Thread.sleep(1);
            }
            admin.deleteTopics(List.of(right)).all().get();
            busy.close(Duration.ZERO);
        }
        for (int i = 2; i < 5; i++) {
            say(left, "l" + i);
            awaitHeard("l" + i);
        }
        await().atMost(PATIENCE).until(ingest::ready);
        assertThat(ingest.failing()).isZero();

        create(right);
        say(right, "r2");
        awaitHeard("r2");
        say(left, "l9");
        awaitHeard("l9");
    }
}
