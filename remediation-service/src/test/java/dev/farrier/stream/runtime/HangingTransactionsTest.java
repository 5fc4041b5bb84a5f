package dev.farrier.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A coordinator forgets a transaction here because its topic is deleted; the partition that was written to does not. */
@Timeout(300)
@Tag("kafka")
class HangingTransactionsTest {
    private static final long LASTS = HangingTransactions.LASTS.toNanos();
    private static final TopicPartition OURS = new TopicPartition("farrier.x", 0);

    @Test
    void shouldEndATransactionThatNoCoordinatorKnows() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            create(admin, "farrier.x");
            HangingTransactions hanging = hanging(admin);
            try (KafkaProducer<String, String> forgotten = begun(kafka, "farrier-core-1", "farrier.x")) {
                admin.deleteTopics(List.of(Topic.TRANSACTION_STATE_TOPIC_NAME))
                        .all()
                        .get();
                create(admin, "y");
                await().atMost(Duration.ofMinutes(2))
                        .ignoreExceptions()
                        .until(() -> begins(kafka)); // makes the coordinators' topic again

                look(hanging, 0, LASTS / 2, LASTS - 1);
                assertThat(stable(admin)).isZero();
                look(hanging, LASTS);
                assertThat(stable(admin)).isPositive();
            }
        }
    }

    @Test
    void shouldLeaveATransactionThatItsCoordinatorKnows() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            create(admin, "farrier.x");
            try (KafkaProducer<String, String> slow = begun(kafka, "farrier-core-1", "farrier.x")) {
                look(hanging(admin), 0, LASTS / 2, LASTS, LASTS * 3 / 2);

                slow.commitTransaction();
                await().atMost(Duration.ofMinutes(2)).until(() -> stable(admin) > 0);
            }
        }
    }

    private static HangingTransactions hanging(Admin admin) {
        return new HangingTransactions(
                admin, topic -> topic.startsWith("farrier."), id -> id.startsWith("farrier-core-"));
    }

    private static void look(HangingTransactions hanging, long... times) throws Exception {
        for (long time : times) {
            hanging.look(1_000_000_000_000L + time);
        }
    }

    private static void create(Admin admin, String topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }

    private static boolean begins(EmbeddedKafka kafka) throws Exception {
        try (KafkaProducer<String, String> another = begun(kafka, "another", "y")) {
            another.commitTransaction();
            return true;
        }
    }

    private static KafkaProducer<String, String> begun(EmbeddedKafka kafka, String transactionalId, String topic)
            throws Exception {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        transactionalId,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        10_000),
                new StringSerializer(),
                new StringSerializer());
        try {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "x")).get();
            return producer;
        } catch (Exception e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** Up to where readers of committed records come. */
    private static long stable(Admin admin) throws Exception {
        return admin.listOffsets(
                        Map.of(OURS, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(OURS)
                .get()
                .offset();
    }
}
