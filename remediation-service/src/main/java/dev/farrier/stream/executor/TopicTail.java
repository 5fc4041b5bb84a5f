package dev.farrier.stream.executor;

import dev.farrier.stream.ClientConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of a topic for itself, without a group, on a thread of its own, and knows up to when it has read
 * them. Whatever goes wrong with Kafka is tried again for ever; meanwhile {@link #readUpTo} stands still.
 */
final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(1);
    private static final long ASK_EVERY_MILLIS = 500;
    private static final long RETRY_MILLIS = 500;

    /** Where to begin. */
    static final long EARLIEST = -1;

    private final ClientConfig config;
    private final String topic;
    private final IsolationLevel isolation;
    private final long from;
    private final Consumer<ConsumerRecord<byte[], byte[]>> handler;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Where to go on after trouble. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private volatile long readUpTo;

    /**
     * @param from append time of the oldest records to read, epoch milliseconds, or {@link #EARLIEST}
     * @param handler called by one thread; must not throw
     */
    TopicTail(
            ClientConfig config,
            String topic,
            IsolationLevel isolation,
            long from,
            Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        this.config = config;
        this.topic = topic;
        this.isolation = isolation;
        this.from = from;
        this.handler = handler;
        this.thread = Thread.ofPlatform().daemon().name("tail-" + topic).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Everything appended before this moment has been handled, epoch milliseconds; 0: not even what was there. */
    long readUpTo() {
        return readUpTo;
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
                begin(consumer);
                read(consumer);
            } catch (WakeupException e) {
                LOG.debug("{}: woken up", topic);
            } catch (KafkaException e) {
                LOG.warn("{} can't be read, trying again: {}", topic, e.getMessage());
                pause();
            }
        }
    }

    private void pause() {
        try {
            closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    private void begin(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("topic " + topic + " does not exist");
        }
        consumer.assign(partitions);
        if (!positions.isEmpty()) {
            partitions.forEach(partition -> consumer.seek(partition, positions.getOrDefault(partition, 0L)));
        } else if (from == EARLIEST) {
            consumer.seekToBeginning(partitions);
        } else {
            seekToTime(consumer, partitions);
        }
    }

    private void seekToTime(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from));
        // Asked before the offsets by time: a record appended in between must not be skipped.
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? ends.getOrDefault(partition, 0L) : start.offset());
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> ends = Map.of();
        long asked = 0;
        while (!isClosing()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                handler.accept(record);
            }
            for (TopicPartition partition : consumer.assignment()) {
                positions.put(partition, consumer.position(partition));
            }
            if (!ends.isEmpty() && reached(ends)) {
                readUpTo = asked;
                ends = Map.of();
            }
            long now = System.currentTimeMillis();
            if (ends.isEmpty() && now - asked >= (readUpTo == 0 ? 0 : ASK_EVERY_MILLIS)) {
                ends = consumer.endOffsets(consumer.assignment(), ASK_TIMEOUT);
                asked = now;
                if (reached(ends)) {
                    readUpTo = asked;
                    ends = Map.of();
                }
            }
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private Map<String, Object> consumerConfig() {
        return config.with(
                "farrier-tail-" + topic,
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
