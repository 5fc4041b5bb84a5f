package dev.farrier.stream.executor;

import dev.farrier.execute.CommandQueue;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code commands.<site>} through a share group, one record at a time. Records held are what a share group counts
 * against others, so each is acknowledged as soon as its claim is decided, never after its action.
 *
 * <p>The topic must have one partition: with several, each worker is assigned some of them, and a busy worker's commands
 * would wait although another is free.
 */
final class ShareGroupQueue implements CommandQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ShareGroupQueue.class);
    private static final RecordCodec<SignedCommand> CODEC = RecordCodec.of(SignedCommand.class);
    private static final long RETRY_MILLIS = 500;
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /** Settings that other clients take, and a share consumer refuses. */
    private static final List<String> NOT_FOR_SHARE_GROUPS = List.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

    private final ClientConfig config;
    private final String topic;
    private final String group;

    /** Acquired and not yet handed on; polling with one of them unacknowledged would throw. */
    private final Deque<ConsumerRecord<byte[], byte[]>> acquired = new ArrayDeque<>();

    private volatile @Nullable KafkaShareConsumer<byte[], byte[]> consumer;

    ShareGroupQueue(ClientConfig config, String topic, String group) {
        this.config = config;
        this.topic = topic;
        this.group = group;
    }

    @Override
    public @Nullable Delivery poll(long millis) throws InterruptedException {
        try {
            KafkaShareConsumer<byte[], byte[]> open = open();
            if (acquired.isEmpty()) {
                open.poll(Duration.ofMillis(millis)).forEach(acquired::add);
            }
            ConsumerRecord<byte[], byte[]> record = acquired.poll();
            return record == null ? null : new Acquired(record);
        } catch (WakeupException e) {
            return null;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("{} gives no commands, trying again: {}", topic, e.getMessage());
            close();
            Thread.sleep(RETRY_MILLIS);
            return null;
        }
    }

    @Override
    public void wakeup() {
        KafkaShareConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    @Override
    public void close() {
        KafkaShareConsumer<byte[], byte[]> open = consumer;
        consumer = null;
        acquired.clear();
        if (open != null) {
            try {
                open.close(CLOSE);
            } catch (KafkaException e) {
                LOG.debug("{}: closing: {}", topic, e.getMessage());
            }
        }
    }

    private KafkaShareConsumer<byte[], byte[]> open() {
        KafkaShareConsumer<byte[], byte[]> open = consumer;
        if (open == null) {
            open = new KafkaShareConsumer<>(consumerConfig());
            open.setAcknowledgementCommitCallback((offsets, exception) -> {
                if (exception != null) {
                    // It comes again, to somebody, who finds its first claim.
                    LOG.debug("not acknowledged: {}: {}", offsets, exception.getMessage());
                }
            });
            open.subscribe(List.of(topic));
            consumer = open;
        }
        return open;
    }

    private Map<String, Object> consumerConfig() {
        Map<String, Object> all = config.with(
                "farrier-worker-" + group,
                Map.of(),
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class,
                        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class,
                        ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG,
                        "explicit",
                        ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG,
                        "record_limit",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        "1",
                        // A worker whose slots are all taken does not poll, for as long as its actions take.
                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                        Integer.toString(Integer.MAX_VALUE)));
        NOT_FOR_SHARE_GROUPS.forEach(all::remove);
        return all;
    }

    private final class Acquired implements Delivery {
        private final ConsumerRecord<byte[], byte[]> record;
        private final @Nullable SignedCommand command;

        Acquired(ConsumerRecord<byte[], byte[]> record) {
            this.record = record;
            this.command = decode(record);
        }

        @Override
        public @Nullable SignedCommand command() {
            return command;
        }

        @Override
        public String origin() {
            return record.topic() + "/" + record.partition() + "/" + record.offset();
        }

        @Override
        public void accept() {
            acknowledge(AcknowledgeType.ACCEPT);
        }

        @Override
        public void release() {
            acknowledge(AcknowledgeType.RELEASE);
        }

        @Override
        public void reject() {
            acknowledge(AcknowledgeType.REJECT);
        }

        /** Sent at once, because the next poll may be long in coming; not waited for, because the claim is the fence. */
        private void acknowledge(AcknowledgeType type) {
            KafkaShareConsumer<byte[], byte[]> open = consumer;
            if (open == null) {
                return;
            }
            try {
                open.acknowledge(record, type);
                open.commitAsync();
            } catch (KafkaException | IllegalStateException e) {
                LOG.warn("{} can't be acknowledged: {}", origin(), e.getMessage());
                ShareGroupQueue.this.close();
            }
        }

        private @Nullable SignedCommand decode(ConsumerRecord<byte[], byte[]> from) {
            if (from.value() == null) {
                LOG.error("command at {} is empty", origin());
                return null;
            }
            try {
                return CODEC.decode(from.value());
            } catch (RecordFormatException e) {
                LOG.error("command at {}: {}", origin(), e.getMessage());
                return null;
            }
        }
    }
}
