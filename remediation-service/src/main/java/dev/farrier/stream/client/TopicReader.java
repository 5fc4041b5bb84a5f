package dev.farrier.stream.client;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.admin.MissingTopicException;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of a topic without a consumer group, in order within each partition. After a failure the next
 * call opens a new consumer and continues where the last one stopped. For one thread; {@link TopicFollower} has one.
 *
 * <p>Every method throws {@link KafkaUnavailableException} when the broker does not answer, and {@link
 * MissingTopicException} when it has no such topic.
 */
public final class TopicReader implements AutoCloseable {
    /** As an append time: that of the oldest record. */
    public static final long BEGINNING = Long.MIN_VALUE;

    /** As an append time: behind the newest record. */
    public static final long END = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A broker needs almost as long to refuse a reader without permission; a shorter poll would look like an empty topic. */
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(1);

    private final ClientConfig config;
    private final String topic;
    private final long from;
    private final IsolationLevel isolation;
    private final String clientId;

    /** The offset to read next of each partition. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    private volatile @Nullable Consumer<String, byte[]> consumer;

    @FunctionalInterface
    public interface RecordHandler<E extends Exception> {
        void accept(ConsumerRecord<String, byte[]> record) throws E;
    }

    /**
     * Of committed records.
     *
     * @param from append time of the first record, epoch milliseconds, or {@link #BEGINNING} or {@link #END}
     */
    public TopicReader(ClientConfig config, String topic, long from, String clientId) {
        this(config, topic, from, IsolationLevel.READ_COMMITTED, clientId);
    }

    public TopicReader(ClientConfig config, String topic, long from, IsolationLevel isolation, String clientId) {
        this.config = config;
        this.topic = topic;
        this.from = from;
        this.isolation = isolation;
        this.clientId = clientId;
    }

    /** Hands over what was appended at or after {@code from}, up to where the topic ends now. */
    static void scan(ClientConfig config, String topic, long from, RecordHandler<RuntimeException> handler) {
        scan(config, topic, from, END, handler);
    }

    /** Hands over what was appended at or after {@code from} and before {@code before}; skips what a codec refuses. */
    static void scan(
            ClientConfig config, String topic, long from, long before, RecordHandler<RuntimeException> handler) {
        try (TopicReader reader = new TopicReader(config, topic, from, "farrier-scan")) {
            Map<TopicPartition, Long> ends = reader.offsetsAt(before);
            reader.assign();
            reader.readTo(ends, skippingUnreadable(handler));
        } catch (MissingTopicException e) {
            throw new MissingTopicException(topic, e.getMessage() + ": run 'farrier topics create'");
        }
    }

    /** Hands over each record of this type with its append time, epoch milliseconds, and skips all others. */
    public static <T> RecordHandler<RuntimeException> decoding(Class<T> type, ObjLongConsumer<T> handler) {
        RecordCodec<T> codec = RecordCodec.of(type);
        return skippingUnreadable(record -> {
            if (codec.wrote(record.value())) {
                handler.accept(codec.decode(record.value()), record.timestamp());
            }
        });
    }

    /** One record of a newer version of Farrier must not hide all the others. */
    private static RecordHandler<RuntimeException> skippingUnreadable(RecordHandler<RuntimeException> handler) {
        return record -> {
            try {
                handler.accept(record);
            } catch (RecordFormatException e) {
                LOG.warn("{} is skipped: {}", place(record), e.getMessage());
            }
        };
    }

    /** {@code topic/partition/offset}. */
    public static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    /** In each partition the offset of the first record that was appended at or after this time, or its end. */
    Map<TopicPartition, Long> offsetsAt(long time) {
        return offsetsAt(partitions(), time);
    }

    private Map<TopicPartition, Long> offsetsAt(Collection<TopicPartition> partitions, long time) {
        return call(open -> {
            if (time <= 0) {
                return open.beginningOffsets(partitions);
            }
            // The ends first: a record that is appended before the search by time must not be skipped.
            Map<TopicPartition, Long> offsets = new HashMap<>(open.endOffsets(partitions));
            if (time < END) {
                open.offsetsForTimes(partitions.stream().collect(Collectors.toMap(Function.identity(), any -> time)))
                        .forEach((partition, found) -> {
                            if (found != null) {
                                offsets.put(partition, found.offset());
                            }
                        });
            }
            return offsets;
        });
    }

    /** Begins a partition at this offset instead of at {@code from}; to be called before {@link #assign}. */
    public void startAt(int partition, long offset) {
        next.put(new TopicPartition(topic, partition), offset);
    }

    /** Offset to read next; -1 before the partition is assigned. */
    public long position(int partition) {
        return next.getOrDefault(new TopicPartition(topic, partition), -1L);
    }

    /** Assigns the partitions that the topic has now; those that are new are read from {@code from} on. */
    public void assign() {
        List<TopicPartition> partitions = partitions();
        List<TopicPartition> added = partitions.stream()
                .filter(partition -> !next.containsKey(partition))
                .toList();
        if (!added.isEmpty()) {
            next.putAll(offsetsAt(added, from));
        }
        if (!call(Consumer::assignment).equals(Set.copyOf(partitions))) {
            assign(partitions);
        }
    }

    private void assign(Collection<TopicPartition> partitions) {
        var unused = call(open -> {
            open.assign(partitions);
            partitions.forEach(partition -> open.seek(partition, next.getOrDefault(partition, 0L)));
            return open;
        });
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = call(open -> open.partitionsFor(topic)).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
        if (partitions.isEmpty()) {
            throw new MissingTopicException(topic, "there is no topic " + topic + " at " + config.bootstrap());
        }
        return partitions;
    }

    /** Hands over what has come, waiting for it when nothing has. */
    public <E extends Exception> void poll(Duration timeout, RecordHandler<E> handler) throws E {
        for (ConsumerRecord<String, byte[]> record : call(open -> open.poll(timeout))) {
            handler.accept(record);
        }
        // Not from the records: an offset may also hold the mark that ends a transaction.
        next.putAll(call(
                open -> open.assignment().stream().collect(Collectors.toMap(Function.identity(), open::position))));
    }

    boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** Hands over what stands before these offsets. Fails when the broker sends nothing for 10 s. */
    <E extends Exception> void readTo(Map<TopicPartition, Long> ends, RecordHandler<E> handler) throws E {
        RecordHandler<E> beforeEnds = record -> {
            TopicPartition partition = new TopicPartition(topic, record.partition());
            if (record.offset() < ends.getOrDefault(partition, 0L)) {
                handler.accept(record);
            }
        };
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!hasReached(ends)) {
            Map<TopicPartition, Long> before = Map.copyOf(next);
            poll(POLL, beforeEnds);
            if (!next.equals(before)) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new KafkaUnavailableException(
                        "Kafka at " + config.bootstrap() + " stopped answering while " + topic + " was read", null);
            }
        }
    }

    /** Hands over the records of one partition between two offsets. */
    <E extends Exception> void readPartition(int number, long begin, long end, RecordHandler<E> handler) throws E {
        TopicPartition partition = new TopicPartition(topic, number);
        next.put(partition, begin);
        assign(List.of(partition));
        readTo(Map.of(partition, end), handler);
    }

    /**
     * Continues to where the topic ends, for about 10 s at most.
     *
     * @return whether everything has been read that the topic held at this call
     */
    public <E extends Exception> boolean readToEnd(RecordHandler<E> handler) throws E {
        assign();
        Map<TopicPartition, Long> ends = offsetsAt(END);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            poll(REFUSED_WITHIN, handler);
        } while (!hasReached(ends) && System.nanoTime() < deadline);
        return hasReached(ends);
    }

    private <T> T call(Function<Consumer<String, byte[]>, T> request) {
        try {
            Consumer<String, byte[]> open = consumer == null ? Clients.consumer(config, clientId, isolation) : consumer;
            consumer = open;
            return request.apply(open);
        } catch (KafkaException e) {
            close();
            throw KafkaFailure.describe(config.bootstrap(), e);
        }
    }

    /** Makes a call that waits on another thread end with a {@link org.apache.kafka.common.errors.WakeupException}. */
    void wakeup() {
        Consumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    @Override
    public void close() {
        Consumer<String, byte[]> open = consumer;
        consumer = null;
        if (open != null) {
            Clients.close(open);
        }
    }
}
