package dev.farrier.stream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How far the ingest group has read, on a real broker. */
@Tag("kafka")
class ReadProgressMonitorTest {
    private final ClientConfig config = SharedKafka.config();
    private final String topic = "progress-" + UUID.randomUUID();
    private final String group = "group-" + topic;
    private final TopicPartition partition = new TopicPartition(topic, 0);
    private final Admin admin = Admin.create(config.with("test-admin", Map.of(), Map.of()));

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void shouldNotCountRecordsOfAnOpenTransactionAsRead() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        Map<String, Object> transactional = new HashMap<>(config.with("test-producer", Map.of(), Map.of()));
        transactional.put("transactional.id", topic);
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer());
                ReadProgressMonitor monitor = new ReadProgressMonitor(config, group, List.of(topic))) {
            producer.initTransactions();
            commit(0);
            caughtUpAfter(monitor, 0);
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, new byte[] {1})).get();
            long appended = System.currentTimeMillis();

            // The second poll from here began after the record was appended.
            awaitPoll(monitor);
            awaitPoll(monitor);
            assertThat(monitor.current().caughtUpAt().getOrDefault(partition, 0L))
                    .isLessThanOrEqualTo(appended);
            assertThat(monitor.readUpTo(topic).orElseThrow()).isLessThanOrEqualTo(appended);
            assertThat(monitor.readUpTo("no-such-topic")).isEmpty();

            producer.commitTransaction();
            commit(2);
            assertThat(caughtUpAfter(monitor, appended)).isGreaterThan(appended);
        }
    }

    private static void awaitPoll(ReadProgressMonitor monitor) {
        ReadProgress before = monitor.current();
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> monitor.current() != before);
    }

    private long caughtUpAfter(ReadProgressMonitor monitor, long time) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(() -> monitor.current().caughtUpAt().getOrDefault(partition, 0L) > time);
        return monitor.current().caughtUpAt().getOrDefault(partition, 0L);
    }

    private void commit(long offset) throws ExecutionException, InterruptedException {
        admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }
}
