package dev.farrier.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.Effect;
import dev.farrier.match.MatchListener;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleRecord;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.model.Reason;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.client.PolicyFeed;
import dev.farrier.stream.core.CoreApp;
import dev.farrier.stream.core.TestCore;
import dev.farrier.stream.ingest.IngestApp;
import dev.farrier.stream.runtime.StreamsSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Policies are published again and again while events flow, on a real broker. */
@Timeout(240)
@Tag("kafka")
class HotReloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int VERSIONS = 6;
    private static final int HOSTS = 6;
    private static final int COUNT = 3;
    /** Between two events, nanoseconds. */
    private static final long PACE = 1_000_000;

    private static final String SOURCE = """
            kind: Source
            metadata: {name: beats}
            spec: {topic: TOPIC, event: {labels: [host]}, lateness: 0s, liveness: {expectEvery: 1m}}
            """;

    @TempDir
    Path stateDir;

    private final ClientConfig client = SharedKafka.config();
    private final Topics topics = SharedKafka.createTopics(List.of());
    private final String beats = topics.prefix() + "beats";
    private final Map<String, Bundle> commits = new ConcurrentHashMap<>();
    private final Queue<String> leftOut = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();

    /** {@code steady} is the same in all versions; the others are not, and {@code right} knows the version by {@code left}. */
    private BundleRecord version(int version) {
        String text = SOURCE.replace("TOPIC", beats)
                + policy("steady", "60m", "x")
                + policy("edited", (60 + version) + "m", "x")
                + policy("left", "60m", "v" + version)
                + policy("right", "60m", "v" + version);
        TreeMap<String, String> files = new TreeMap<>(Map.of("p.yaml", text));
        return new BundleRecord("v" + version, files);
    }

    private static String policy(String name, String within, String notHost) {
        return """
                ---
                kind: RemediationPolicy
                metadata: {name: %s}
                spec:
                  mode: shadow
                  match: [{name: beat, sources: [beats], matchers: ['host!="%s"']}]
                  detect: {threshold: {of: beat, count: %d, within: %s}, groupBy: [host]}
                  clears: {quietFor: 1m}
                  target: {resource: '{group.host}'}
                """.formatted(name, notHost, COUNT, within);
    }

    private Bundle compile(String commit, SortedMap<String, String> files) {
        Bundle bundle = Objects.requireNonNull(
                PolicyCompiler.compile(new TreeMap<>(files), commit).bundle());
        commits.put(commit, bundle);
        return bundle;
    }

    @Test
    void shouldLoseAndDoubleNothingAndNeverMixTwoVersions() throws Exception {
        BundlePublisher publisher = new BundlePublisher(SharedKafka.patient(), topics);
        try (Admin admin = Admin.create(client.with("test-admin", Map.of(), Map.of()))) {
            admin.createTopics(List.of(new NewTopic(beats, 2, (short) 1))).all().get();
        }
        publisher.publish(version(0));
        AtomicBoolean flowing = new AtomicBoolean(true);
        try (PolicyFeed feed = new PolicyFeed(client, topics, this::compile)) {
            assertThat(feed.awaitFirst(PATIENCE)).isTrue();
            CompiledPolicies policies = new CompiledPolicies(feed, MatchListener.NONE);
            feed.onChange(policies::activate);
            StreamsSettings settings = new StreamsSettings(client, topics, stateDir, 2, -1, "");
            AtomicBoolean decides = new AtomicBoolean();
            StageListener listener = new StageListener() {
                @Override
                public void effect(Effect effect) {
                    if (effect instanceof Effect.PublishAudit written
                            && written.audit().reason() == Reason.BUNDLE_ACTIVATED) {
                        decides.set(true);
                    }
                }

                @Override
                public void count(DropReason reason, String policy) {
                    leftOut.add(reason + " " + policy);
                }
            };
            try (IngestApp ingest = new IngestApp(settings, policies, StageListener.NONE, new SimpleMeterRegistry());
                    CoreApp core = new CoreApp(
                            settings,
                            policies,
                            DeciderSettings.DEFAULT,
                            List.of(),
                            TestCore.UNSIGNED,
                            listener,
                            new SimpleMeterRegistry())) {
                ingest.follow();
                Awaitility.await().atMost(PATIENCE).until(() -> ingest.ready() && core.ready() && decides.get());
                Thread producer = Thread.ofPlatform().start(() -> produce(flowing));
                for (int version = 1; version < VERSIONS; version++) {
                    String commit = "v" + version;
                    int before = sent.get();
                    publisher.publish(version(version));
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .until(() -> feed.current()
                                    .filter(bundle -> bundle.commit().equals(commit))
                                    .isPresent());
                    // No more than two versions are on their way at any time.
                    awaitSignals(before + 100);
                }
                flowing.set(false);
                producer.join();
                awaitSignals(sent.get());
                awaitDetections();
                assertThat(core.ready()).isTrue();
            }
            policies.close();
        }
        judge();
    }

    private void produce(AtomicBoolean flowing) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                client.with("test", Map.of(), Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
            while (flowing.get()) {
                int i = sent.getAndIncrement();
                byte[] host = ("h" + i % HOSTS).getBytes(UTF_8);
                var unused = producer.send(
                        new ProducerRecord<>(beats, host, ("{\"host\":\"h" + i % HOSTS + "\"}").getBytes(UTF_8)));
                LockSupport.parkNanos(PACE);
            }
        }
    }

    private List<MatchedEvent> signals() {
        return TopicReading.read(client, topics.signals(), Signal.class).stream()
                .filter(MatchedEvent.class::isInstance)
                .map(MatchedEvent.class::cast)
                .toList();
    }

    private Map<String, Integer> detections() {
        Map<String, Integer> found = new TreeMap<>();
        TopicReading.read(client, topics.deciderLog(), DeciderInput.class).forEach(input -> {
            if (input instanceof Detection detection) {
                assertThat(commits.keySet()).contains(detection.commit());
                found.merge(detection.policy() + " " + detection.group().get("host"), 1, Integer::sum);
            }
        });
        return found;
    }

    private void awaitSignals(int wanted) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> signals().size() >= wanted);
    }

    /** What the definition says of the signals: each detector counts for itself, an edited one from nothing. */
    private Map<String, Integer> expected() {
        Map<String, Integer> counted = new HashMap<>();
        Map<String, Integer> expected = new TreeMap<>();
        for (MatchedEvent event : signals()) {
            for (PolicyMatch match : event.matches()) {
                String group = match.policy() + " " + event.group().get("host");
                if (counted.merge(group + " " + match.detector(), 1, Integer::sum) % COUNT == 0) {
                    expected.merge(group, 1, Integer::sum);
                }
            }
        }
        return expected;
    }

    private void awaitDetections() {
        Map<String, Integer> expected = expected();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(detections()).isEqualTo(expected));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !TopicReading.records(client, topics.audit()).isEmpty());
    }

    private void judge() {
        List<MatchedEvent> signals = signals();
        assertThat(signals).as("each event once").hasSize(sent.get());
        assertThat(signals).extracting(signal -> signal.event().id()).doesNotHaveDuplicates();
        TreeMap<String, Integer> eventsOf = new TreeMap<>();
        for (MatchedEvent signal : signals) {
            List<String> versions = commits.values().stream()
                    .filter(bundle -> bundle.policies().values().stream()
                            .map(HotReloadTest::hash)
                            .toList()
                            .equals(signal.matches().stream()
                                    .map(match -> match.policy() + " " + match.detector())
                                    .toList()))
                    .map(Bundle::commit)
                    .toList();
            assertThat(versions).as("policies of one version, and all of them").hasSize(1);
            eventsOf.merge(versions.getFirst(), 1, Integer::sum);
        }
        assertThat(eventsOf).as("each version saw events").hasSize(VERSIONS);
        Map<String, Integer> perHost = new HashMap<>();
        signals.forEach(signal -> perHost.merge(signal.group().get("host"), 1, Integer::sum));
        Map<String, Integer> told = detections();
        perHost.forEach((host, events) -> assertThat(told)
                .as("steady goes on counting through all versions")
                .containsEntry("steady " + host, events / COUNT));
        assertThat(leftOut).isEmpty();
        assertThat(TopicReading.read(client, topics.audit(), AuditRecord.class))
                .filteredOn(audit -> audit.kind() == AuditRecord.AuditKind.DECISION)
                .isNotEmpty()
                .allSatisfy(decided -> assertThat(commits.keySet()).contains(decided.commit()));
    }

    private static String hash(Policy policy) {
        return policy.name() + " " + policy.detectorHash();
    }
}
