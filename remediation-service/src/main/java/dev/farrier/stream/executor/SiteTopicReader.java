package dev.farrier.stream.executor;

import dev.farrier.stream.ClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of one partition for itself, without a group, on a thread of its own, and knows up to when it has read it.
 * Whatever goes wrong with Kafka is tried again for ever; meanwhile {@link #readUpTo} stands still.
 */
final class SiteTopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SiteTopicReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);
    private static final long RETRY_MILLIS = 500;

    /** Where to begin: at the oldest record, or behind the last one, committed or not. */
    static final long EARLIEST = -1;

    static final long END = -2;

    private static final long NOWHERE = -1;

    private final ClientConfig config;
    private final TopicPartition partition;
    private final IsolationLevel isolation;
    private final long from;
    private final EndOffsetWatcher watch;
    private final LongSupplier monotonic;
    private final Consumer<ConsumerRecord<byte[], byte[]>> handler;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Where to go on after trouble. */
    private long position = NOWHERE;

    /** When it got there. */
    private long arrivedAt;

    private volatile long readUpTo;
    private volatile long endAtStart = NOWHERE;

    /**
     * @param from append time of the oldest records to read, epoch milliseconds, or {@link #EARLIEST} or {@link #END}
     * @param watch tells where the topic ends
     * @param handler called by one thread; must not throw
     */
    SiteTopicReader(
            ClientConfig config,
            String topic,
            IsolationLevel isolation,
            long from,
            EndOffsetWatcher watch,
            LongSupplier monotonic,
            Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        this.config = config;
        this.partition = new TopicPartition(topic, 0);
        this.isolation = isolation;
        this.from = from;
        this.watch = watch;
        this.monotonic = monotonic;
        this.handler = handler;
        this.thread = Thread.ofPlatform().daemon().name("tail-" + topic).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    String topic() {
        return partition.topic();
    }

    /** Everything appended before this moment of the monotonic clock has been handled; 0: not even what was there. */
    long readUpTo() {
        return readUpTo;
    }

    /** Where the topic ended when this was started; set before the first record is handled. */
    long endAtStart() {
        return endAtStart;
    }

    @Nullable
    String problem() {
        return watch.problem(partition.topic());
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        while (!isClosing()) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerConfig())) {
                if (begin(consumer)) {
                    read(consumer);
                }
            } catch (WakeupException e) {
                LOG.debug("{}: woken up", partition);
            } catch (KafkaException e) {
                LOG.warn("{} can't be read, trying again: {}", topic(), e.getMessage());
                pause(RETRY_MILLIS);
            }
        }
    }

    private void pause(long millis) {
        try {
            closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    /** False: it closes before it knows where. */
    private boolean begin(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> one = List.of(partition);
        consumer.assign(one);
        while (endAtStart == NOWHERE && !isClosing()) {
            Long end = watch.current().offsets().get(topic());
            if (end == null) {
                pause(POLL.toMillis());
            } else {
                endAtStart = end;
            }
        }
        if (isClosing()) {
            return false;
        }
        if (position == NOWHERE) {
            position = start(consumer);
            arrivedAt = monotonic.getAsLong();
        }
        consumer.seek(partition, position);
        return true;
    }

    private long start(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> one = List.of(partition);
        if (from == END) {
            return endAtStart;
        }
        if (from == EARLIEST) {
            return consumer.beginningOffsets(one, ASK_TIMEOUT).getOrDefault(partition, 0L);
        }
        // Asked before the offset by time: a record appended in between must not be skipped. Both stop at an open
        // transaction.
        long end = consumer.endOffsets(one, ASK_TIMEOUT).getOrDefault(partition, 0L);
        OffsetAndTimestamp start =
                consumer.offsetsForTimes(Map.of(partition, from), ASK_TIMEOUT).get(partition);
        return start == null ? end : start.offset();
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        while (!isClosing()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                handler.accept(record);
            }
            // Goes on over what ends a transaction, too, which is no record.
            long now = consumer.position(partition, ASK_TIMEOUT);
            if (now != position) {
                position = now;
                arrivedAt = monotonic.getAsLong();
            }
            EndOffsetWatcher.EndOffsets ends = watch.current();
            Long end = ends.offsets().get(topic());
            // Who stood behind the end before it was asked for stands in a topic that is gone.
            if (end != null
                    && ends.asOf() > readUpTo
                    && position >= end
                    && !(position > end && arrivedAt < ends.asOf())) {
                readUpTo = ends.asOf();
            }
        }
    }

    private Map<String, Object> consumerConfig() {
        return config.with(
                "farrier-tail-" + topic(),
                Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "500"),
                Map.of(
                        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class,
                        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        "false",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation.toString().toLowerCase(Locale.ROOT)));
    }
}
