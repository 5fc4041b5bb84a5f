package dev.farrier.stream.client;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.OperatorInput;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.admin.MissingTopicException;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A place in a topic, moved on when asked. Unlike a {@link TopicTail}, which is silent while the broker is away and while
 * nothing comes, it says whether it has read all there was. For one thread.
 */
public final class TopicCursor<T> implements AutoCloseable {
    /** Longer than a broker takes to refuse somebody who may not read: else that would look as if nothing came. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ClientConfig config;
    private final String topic;
    private final RecordCodec<T> codec;
    private final long since;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private @Nullable Consumer<String, byte[]> consumer;

    private TopicCursor(ClientConfig config, String topic, Class<T> type, long since) {
        this.config = config;
        this.topic = topic;
        this.codec = RecordCodec.of(type);
        this.since = since;
    }

    /** @param since begins with the first that was appended at or after this moment, epoch milliseconds */
    public static TopicCursor<DeadLetter> ofDeadLetters(ClientConfig config, Topics topics, long since) {
        return new TopicCursor<>(config, topics.deadLetters(), DeadLetter.class, since);
    }

    /** Without the markers among them. As {@link #ofDeadLetters}. */
    public static TopicCursor<OperatorInput> ofOperatorInputs(ClientConfig config, Topics topics, long since) {
        return new TopicCursor<>(config, topics.operatorInputs(), OperatorInput.class, since);
    }

    /**
     * Reads on for some seconds, at most to the end. Of another type's records, and a newer version's, nothing is handed over.
     *
     * @param each a value and when it was appended, epoch milliseconds
     * @return whether all that was there when it was called has been read
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when that can't be said; it goes on from there the next time
     */
    public boolean advance(ObjLongConsumer<T> each) {
        try {
            Consumer<String, byte[]> open = consumer == null ? Clients.consumer(config, "farrier-cursor") : consumer;
            consumer = open;
            return advance(open, each);
        } catch (KafkaException e) {
            close();
            throw KafkaFailure.inWords(config.bootstrap(), e);
        }
    }

    private boolean advance(Consumer<String, byte[]> open, ObjLongConsumer<T> each) {
        List<TopicPartition> partitions = open.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new MissingTopicException(topic, "there is no topic " + topic + " at " + config.bootstrap());
        }
        Map<TopicPartition, Long> ends = open.endOffsets(partitions);
        position(open, partitions, ends);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean all;
        do {
            for (ConsumerRecord<String, byte[]> read : open.poll(POLL)) {
                if (codec.wrote(read.value())) {
                    TopicScan.passOverUnreadable(
                            read, record -> each.accept(codec.decode(record.value()), record.timestamp()));
                }
            }
            partitions.forEach(partition -> next.put(partition, open.position(partition)));
            all = ends.entrySet().stream().allMatch(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
        } while (!all && System.nanoTime() < deadline);
        return all;
    }

    private void position(
            Consumer<String, byte[]> open, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        List<TopicPartition> unknown =
                partitions.stream().filter(p -> !next.containsKey(p)).toList();
        Map<TopicPartition, OffsetAndTimestamp> begin = unknown.isEmpty()
                ? Map.of()
                : open.offsetsForTimes(unknown.stream().collect(Collectors.toMap(Function.identity(), p -> since)));
        for (TopicPartition partition : unknown) {
            OffsetAndTimestamp offset = begin.get(partition);
            next.put(partition, offset == null ? ends.getOrDefault(partition, 0L) : offset.offset());
        }
        if (!open.assignment().equals(Set.copyOf(partitions))) {
            open.assign(partitions);
            next.forEach(open::seek);
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
