package dev.farrier.stream.client;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.serde.RecordCodec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a topic that an application has applied: what stands before its committed offsets.
 *
 * @param <T> what the topic holds
 */
public final class AppliedLog<T> {
    private static final Logger LOG = LoggerFactory.getLogger(AppliedLog.class);
    private static final long SAY_EVERY = 500_000;

    private final ClientConfig config;
    private final String group;
    private final String topic;
    private final Class<T> type;
    private final String gone;
    private final long atMost;

    /**
     * @param group of the application
     * @param gone why it reads again what it has applied, for the log
     * @param atMost how many offsets of a partition, the newest; Kafka's own records between them count too
     */
    public AppliedLog(ClientConfig config, String group, String topic, Class<T> type, String gone, long atMost) {
        this.config = config;
        this.group = group;
        this.topic = topic;
        this.type = type;
        this.gone = gone;
        this.atMost = atMost;
    }

    /** Takes one input of the log. */
    @FunctionalInterface
    public interface InputHandler<T> {
        /** @param at its append time, epoch milliseconds */
        void accept(long offset, long at, T input);
    }

    /**
     * Hands over each input of a partition from this offset on that the topic still has and that the application has applied, up to
     * so many; none when it has applied nothing yet. For several threads.
     *
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer
     * @throws dev.farrier.stream.serde.RecordFormatException for an input that this version can't read
     */
    public void replay(int partition, long from, InputHandler<T> to) {
        TopicPartition log = new TopicPartition(topic, partition);
        long applied = committed(log);
        if (applied == 0) {
            return;
        }
        String client = group + "-rebuild-" + log;
        try (TopicReader reader = new TopicReader(config, topic, TopicReader.BEGINNING, client)) {
            long first = reader.offsetsAt(TopicReader.BEGINNING).getOrDefault(log, 0L);
            // A topic that was made anew ends before the offset that was committed.
            long end = Math.min(applied, reader.offsetsAt(TopicReader.END).getOrDefault(log, 0L));
            long begin = Math.max(Math.max(first, from), end - Math.min(end, atMost));
            LOG.warn(
                    "{}, although {} has applied {} up to offset {}. It is made again from that topic, from offset {} on",
                    gone,
                    group,
                    log,
                    applied,
                    begin);
            if (begin > from) {
                LOG.warn("What was known only from before that offset is forgotten");
            }
            if (begin < end) {
                RecordCodec<T> codec = RecordCodec.of(type);
                reader.readPartition(partition, begin, end, record -> {
                    to.accept(record.offset(), record.timestamp(), codec.decode(record.value()));
                    if ((record.offset() - begin + 1) % SAY_EVERY == 0) {
                        LOG.info("{} is read again: offset {} of {}", log, record.offset(), end);
                    }
                });
            }
        }
    }

    private long committed(TopicPartition log) {
        try (Admin admin = Admin.create(config.with(group + "-rebuild-" + log, Map.of(), Map.of()))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(
                            Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(log))),
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(group)
                    .get()
                    .get(log);
            return offset == null ? 0 : offset.offset();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure
                    ? KafkaFailure.describe(config.bootstrap(), failure)
                    : new IllegalStateException("cannot read the offsets of " + group, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the offsets of " + group, e);
        }
    }
}
