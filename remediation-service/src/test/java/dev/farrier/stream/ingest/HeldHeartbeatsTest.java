package dev.farrier.stream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.IngestResult;
import dev.farrier.match.MatchListener;
import dev.farrier.model.Event;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.runtime.StreamsSettings;
import dev.farrier.stream.topology.Brain;
import dev.farrier.stream.topology.CompiledPolicies;
import dev.farrier.stream.topology.StageListener;
import dev.farrier.stream.topology.TopicReading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ingest on a real broker, with policies that only wait for silence. */
@Timeout(120)
@Tag("kafka")
class HeldHeartbeatsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int EVENTS = 3_000;
    private static final int HOSTS = 4;
    /** Longer than the test. */
    private static final int NEVER = 300_000;

    @TempDir
    Path stateDir;

    private final Topics topics = SharedKafka.createTopics(List.of());
    private final String beats = topics.prefix() + "beats";
    private final Bundle bundle = Brain.compile("""
            kind: Source
            metadata: {name: beats}
            spec: {topic: TOPIC, time: {field: t, formats: [epoch_milli]}, event: {labels: [host]}, liveness: {expectEvery: 1m}}
            ---
            kind: RemediationPolicy
            metadata: {name: silent}
            spec:
              match: [{name: beat, sources: [beats], matchers: ['host=~".+"']}]
              detect: {absence: {of: beat, for: 5m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
            """.replace("TOPIC", beats));
    private final CompiledPolicies policies = new CompiledPolicies(commit -> bundle, MatchListener.NONE);
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicInteger passedOver = new AtomicInteger();
    private final Map<String, Long> newest = new TreeMap<>();

    /** Host {@code early} speaks only among the first. */
    @BeforeEach
    void produce() throws Exception {
        policies.activate(bundle);
        ClientConfig client = SharedKafka.config();
        try (Admin admin = Admin.create(client.with("test-admin", Map.of(), Map.of()));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        client.with("test", Map.of(), Map.of()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(beats, 1, (short) 1))).all().get();
            long from = System.currentTimeMillis() - EVENTS * 1_000;
            for (int i = 0; i < EVENTS; i++) {
                String host = i < 50 ? "early" : "h" + i % HOSTS;
                long time = from + i * 1_000L;
                newest.put(host, time);
                var unused = producer.send(new ProducerRecord<>(
                        beats, ("{\"t\":" + time + ",\"host\":\"" + host + "\"}").getBytes(UTF_8)));
            }
            producer.flush();
        }
    }

    @AfterEach
    void close() {
        policies.close();
    }

    /** @param dieAt with which event; 0: never */
    private IngestApp start(int commitEvery, int dieAt) {
        Map<String, Object> kafka = new HashMap<>(SharedKafka.config().kafka());
        kafka.put("commit.interval.ms", commitEvery);
        kafka.put("producer.transaction.timeout.ms", NEVER + 10_000);
        StageListener listener = new StageListener() {
            @Override
            public void read(String source, IngestResult said) {
                if (read.incrementAndGet() == dieAt) {
                    throw new IllegalStateException("the test's own death");
                }
            }

            @Override
            public void passedOver(String source) {
                passedOver.incrementAndGet();
            }
        };
        StreamsSettings settings = new StreamsSettings(new ClientConfig(kafka), topics, stateDir, 1, -1, "");
        IngestApp app = new IngestApp(settings, policies, listener, new SimpleMeterRegistry());
        app.follow();
        return app;
    }

    private List<Event> signals() {
        return TopicReading.read(SharedKafka.config(), topics.signals(), Signal.class).stream()
                .filter(MatchedEvent.class::isInstance)
                .map(signal -> ((MatchedEvent) signal).event())
                .toList();
    }

    private Map<String, Long> newestSignals() {
        Map<String, Long> found = new TreeMap<>();
        signals().forEach(event -> found.merge(event.label("host"), event.time(), Math::max));
        return found;
    }

    @Test
    void shouldSendOnlyTheNewestHeartbeatsOfACommit() {
        try (IngestApp app = start(2_000, 0)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(newestSignals()).isEqualTo(newest));
            assertThat(signals()).hasSize(EVENTS - passedOver.get()).hasSizeLessThan(EVENTS / 20);
            assertThat(app.ready()).isTrue();
        }
    }

    @Test
    void shouldSendThemWhenItEndsInOrder() {
        try (IngestApp app = start(NEVER, 0)) {
            Awaitility.await().atMost(PATIENCE).until(() -> read.get() == EVENTS);
        }
        assertThat(newestSignals()).isEqualTo(newest);
    }

    @Test
    void shouldLoseNoneWhenItDiesBeforeTheCommit() {
        int death = EVENTS * 2 / 3;
        try (IngestApp app = start(NEVER, death)) {
            Awaitility.await().atMost(PATIENCE).until(() -> read.get() == death && !app.ready());
        }
        assertThat(newestSignals()).as("nothing was committed").isEmpty();

        try (IngestApp app = start(30, 0)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(newestSignals()).isEqualTo(newest));
        }
        assertThat(read).as("everything was read again").hasValue(death + EVENTS);
        assertThat(signals()).extracting(Event::id).doesNotHaveDuplicates();
    }
}
