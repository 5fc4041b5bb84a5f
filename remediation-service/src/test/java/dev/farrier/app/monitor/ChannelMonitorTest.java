package dev.farrier.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.api.route.ReadinessCheck.CheckState;
import dev.farrier.app.config.Role;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.channel.ChannelReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
@Tag("kafka")
class ChannelMonitorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final ClientConfig client = SharedKafka.config();
    private final Topics topics = SharedKafka.createTopics(List.of("eu", "us"));
    private final Admin admin = Admin.create(client.with("test-admin", Map.of(), Map.of()));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, String> unusable = new ConcurrentHashMap<>();
    private final Bundle bundle = Objects.requireNonNull(PolicyCompiler.compile(
                    new TreeMap<>(Map.of("p.yaml", source("left") + "---\n" + source("right"))), "c1")
            .bundle());
    private final Set<Role> roles = Set.of(Role.INGEST, Role.CORE);
    private final ChannelMonitor watch = new ChannelMonitor(
            roles,
            () -> RequiredChannels.of(roles, topics, bundle, Set.of("eu", "us")),
            () -> unusable,
            new ChannelReader(client),
            registry);

    private String source(String name) {
        return "kind: Source\nmetadata: {name: %s}\nspec: {topic: %s, event: {labels: [host]}}\n"
                .formatted(name, topics.prefix() + name);
    }

    private void create(String name) throws Exception {
        admin.createTopics(List.of(new NewTopic(topics.prefix() + name, 1, (short) 1)))
                .all()
                .get();
    }

    private double deaf(String what, String name) {
        var gauge =
                registry.find("farrier.deaf").tags("what", what, "name", name).gauge();
        return gauge == null ? -1 : gauge.value();
    }

    private List<ReadinessCheck> warnings() {
        return watch.checks().stream()
                .filter(check -> check.state() == CheckState.WARN)
                .toList();
    }

    @AfterEach
    void close() {
        watch.close();
        admin.close(Duration.ofSeconds(1));
    }

    @Test
    void shouldNotBeReadyWhenNoSourceIsHeardAndWarnOfOne() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(watch.check())
                        .returns(false, ReadinessCheck::ok)
                        .returns("no source is read", ReadinessCheck::detail));

        create("left");
        await().atMost(PATIENCE).until(() -> watch.check().ok());
        assertThat(warnings()).singleElement().satisfies(check -> {
            assertThat(check.name()).isEqualTo("deaf source right");
            assertThat(check.detail()).contains("there is no topic " + topics.prefix() + "right");
        });
        assertThat(deaf("source", "right")).isEqualTo(1);
        assertThat(deaf("source", "left")).isZero();
        assertThat(deaf("decider", "")).isZero();

        create("right");
        await().atMost(PATIENCE).until(() -> warnings().isEmpty());
        assertThat(deaf("source", "right")).isZero();
    }

    @Test
    void shouldWarnOfOneSiteAndNotBeReadyWithoutAny() throws Exception {
        create("left");
        create("right");
        await().atMost(PATIENCE).until(() -> watch.check().ok() && warnings().isEmpty());

        admin.createPartitions(Map.of(topics.outcomes("eu"), NewPartitions.increaseTo(3)))
                .all()
                .get();
        await().atMost(PATIENCE).until(() -> !warnings().isEmpty());
        assertThat(warnings()).extracting(ReadinessCheck::name).containsExactly("deaf site eu");
        assertThat(watch.check().ok()).isTrue();
        assertThat(deaf("site", "eu")).isEqualTo(1);

        unusable.put("us", "it has no workers");
        await().atMost(PATIENCE).until(() -> !watch.check().ok());
        assertThat(watch.check().detail()).isEqualTo("no site can be used");
        assertThat(watch.checks()).extracting(ReadinessCheck::detail).contains("it has no workers");

        unusable.clear();
        await().atMost(PATIENCE).until(() -> watch.check().ok());
        assertThat(deaf("site", "us")).isZero();
    }

    /** After 30 s, as a channel that is not read. */
    @Test
    void shouldMeterATopicWhoseTransactionNobodyEnds() throws Exception {
        create("left");
        create("right");
        await().atMost(PATIENCE).until(() -> stuck("left") == 0 && stuck("right") == 0);
        Map<String, Object> transactional = new HashMap<>(client.with("test-producer", Map.of(), Map.of()));
        transactional.put("transactional.id", topics.prefix() + "left");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topics.prefix() + "left", new byte[] {1}))
                    .get();

            await().atMost(PATIENCE).until(() -> stuck("left") == 1);
            assertThat(stuck("right")).isZero();
            assertThat(deaf("source", "left")).isEqualTo(1);

            producer.abortTransaction();
            await().atMost(PATIENCE).until(() -> stuck("left") == 0);
        }
    }

    private double stuck(String source) {
        var gauge = registry.find("farrier.transaction.stuck")
                .tag("topic", topics.prefix() + source)
                .gauge();
        return gauge == null ? -1 : gauge.value();
    }
}
