package dev.farrier.stream.runtime;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients of a Streams application. They are Kafka's own, but the producer gives up a transaction that can't commit.
 *
 * <p>A transaction that holds only offsets of a deleted topic never commits: the coordinator answers {@code
 * UNKNOWN_TOPIC_OR_PARTITION} and the producer retries for ever, in {@code commitTransaction} and in {@code close}. Meanwhile the
 * thread's other tasks, its state folder and each restart in this process are blocked.
 */
final class BoundedClientSupplier implements KafkaClientSupplier {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new BoundedProducer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * After {@code max.block.ms}, which equals the transaction timeout, the broker aborts the transaction and fences this
     * producer. Throwing {@link ProducerFencedException} then makes Kafka Streams give up its tasks and open a new producer.
     */
    private static final class BoundedProducer extends KafkaProducer<byte[], byte[]> {
        BoundedProducer(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            try {
                super.sendOffsetsToTransaction(offsets, group);
            } catch (TimeoutException e) {
                throw fenced(e);
            }
        }

        @Override
        public void commitTransaction() {
            try {
                super.commitTransaction();
            } catch (TimeoutException e) {
                throw fenced(e);
            }
        }

        private static ProducerFencedException fenced(TimeoutException timeout) {
            ProducerFencedException fenced =
                    new ProducerFencedException("the transaction has lasted too long: " + timeout.getMessage());
            fenced.initCause(timeout);
            return fenced;
        }

        @Override
        public void close() {
            close(CLOSE_WITHIN);
        }

        @Override
        public void close(Duration timeout) {
            super.close(timeout.compareTo(CLOSE_WITHIN) < 0 ? timeout : CLOSE_WITHIN);
        }
    }
}
