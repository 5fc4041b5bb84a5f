package dev.farrier.stream.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Acl.Operation;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.inspect.TopicFacts.Existence;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class ClusterInspectorTest {
    private final Topics topics = SharedKafka.createTopics(List.of("eu"));
    private final Cluster cluster = new Cluster(SharedKafka.config());
    private final ClusterInspector inspector = new ClusterInspector(cluster);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void shouldDescribeTheCluster() {
        ClusterFacts facts = inspector.cluster();
        assertThat(facts.brokers()).isOne();
        assertThat(facts.version()).startsWith("4.");
        assertThat(facts.transactionVersion()).isEqualTo(2);
        assertThat(inspector.hasAuthorizer()).contains(false);
    }

    @Test
    void shouldDescribeTopicsThatExistAndThoseThatDoNot() {
        Map<String, TopicFacts> facts = inspector.topics(List.of(topics.deciderLog(), topics.signals(), "none"));
        assertThat(facts.get("none")).isNotNull();
        assertThat(facts.get("none").existence()).isEqualTo(Existence.MISSING);
        TopicFacts log = facts.get(topics.deciderLog());
        assertThat(log).isNotNull();
        assertThat(log.partitions()).isOne();
        assertThat(log.replicas()).isOne();
        assertThat(log.inSync()).isOne();
        assertThat(log.leaderless()).isEmpty();
        assertThat(log.settings())
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("min.insync.replicas", "1");
        // Without an authorizer everybody may do everything.
        assertThat(log.allowed()).contains(new TreeSet<>(Set.of(Operation.values())));
        assertThat(inspector.internalTopics(topics.coreApplication())).isEmpty();
    }

    @Test
    void shouldDescribeGroupsAndTransactionalIdsThatDoNotExist() {
        assertThat(inspector.groups(List.of("none"))).containsOnlyKeys("none");
        assertThat(inspector.groups(List.of("none")).get("none").members()).isZero();
        assertThat(inspector.describableTransactionalIds(List.of("none-"))).containsExactly("none-");
    }

    @Test
    void shouldFindATransactionAsLongAsItIsOpen() {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        SharedKafka.config().bootstrap(),
                        "transactional.id",
                        topics.prefix() + "hanging"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topics.audit(), 2, "k", "v"));
            producer.flush();
            List<TopicFacts> audit =
                    List.copyOf(inspector.topics(List.of(topics.audit())).values());
            assertThat(inspector.openTransactions(audit))
                    .extracting(OpenTransaction::topic, OpenTransaction::partition, OpenTransaction::startOffset)
                    .containsExactly(tuple(topics.audit(), 2, 0L));
            producer.abortTransaction();
            await().untilAsserted(
                            () -> assertThat(inspector.openTransactions(audit)).isEmpty());
        }
    }

    @Test
    void shouldTakeTheTimeFromARecordThatComes() {
        Duration soon = Duration.ofMillis(300);
        assertThat(AppendTime.await(SharedKafka.config(), topics.operatorInputs(), soon, InstantSource.system()))
                .as("nobody writes")
                .isEmpty();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedKafka.config().bootstrap()),
                new StringSerializer(),
                new StringSerializer())) {
            Thread writer = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    producer.send(new ProducerRecord<>(topics.operatorInputs(), "marker"));
                    if (!pause()) {
                        return;
                    }
                }
            });
            InstantSource ahead = () -> Instant.now().plusSeconds(100);
            Optional<AppendTime> time =
                    AppendTime.await(SharedKafka.config(), topics.operatorInputs(), Duration.ofSeconds(30), ahead);
            writer.interrupt();
            assertThat(time).hasValueSatisfying(one -> assertThat(one.skew()).isBetween(100_000L, 130_000L));
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(50);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
