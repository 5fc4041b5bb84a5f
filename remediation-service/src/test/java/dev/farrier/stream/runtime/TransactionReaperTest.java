package dev.farrier.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a broker that itself ends no transaction as long as this test lasts. */
@Timeout(120)
@Tag("kafka")
class TransactionReaperTest {
    private static final String PROCESS = "-869f79ae-1041-469e-b5ee-f3206a51c429-1";

    @TempDir
    Path stateDir;

    @Test
    void shouldEndATransactionThatADeadProcessOfItsApplicationLeftOpen() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder()
                .override("transaction.abort.timed.out.transaction.cleanup.interval.ms", "3600000")
                .start()) {
            ClientConfig client = new ClientConfig(Map.of("bootstrap.servers", kafka.bootstrapServers()));
            try (Admin admin = Admin.create(client.with("test", Map.of(), Map.of()))) {
                admin.createTopics(List.of(new NewTopic("ours", 1, (short) 1), new NewTopic("others", 1, (short) 1)))
                        .all()
                        .get();
                try (KafkaProducer<String, String> dead = begun(client, "app" + PROCESS, "ours");
                        KafkaProducer<String, String> other = begun(client, "app-other" + PROCESS, "others");
                        TransactionReaper reaper = new TransactionReaper("app", "farrier.", settings(client))) {
                    await().atMost(Duration.ofSeconds(120)).until(() -> stable(admin, "ours") > 0);
                    assertThat(stable(admin, "others")).isZero();

                    assertThatThrownBy(dead::commitTransaction).isInstanceOf(KafkaException.class);
                    other.commitTransaction();
                    await().atMost(Duration.ofSeconds(120)).until(() -> stable(admin, "others") > 0);
                }
            }
        }
    }

    private Properties settings(ClientConfig client) {
        return new StreamsSettings(client, Topics.withDefaultPrefix(), stateDir, 1, 1, "").of("app");
    }

    private static KafkaProducer<String, String> begun(ClientConfig client, String transactionalId, String topic)
            throws Exception {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                client.with(
                        "test",
                        Map.of(),
                        Map.of(
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                transactionalId,
                                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                3_000)),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, "x")).get();
        return producer;
    }

    /** Up to where readers of committed records come. */
    private static long stable(Admin admin, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return admin.listOffsets(
                        Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(partition)
                .get()
                .offset();
    }
}
