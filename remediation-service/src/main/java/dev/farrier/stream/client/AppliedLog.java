package dev.farrier.stream.client;

import dev.farrier.model.DeciderInput;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
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

/** The part of the decider's log that core has applied: what stands before its committed offset. */
public final class AppliedLog {
    private static final Logger LOG = LoggerFactory.getLogger(AppliedLog.class);
    private static final RecordCodec<DeciderInput> INPUTS = RecordCodec.of(DeciderInput.class);
    private static final long SAY_EVERY = 500_000;

    private final ClientConfig config;
    private final Topics topics;

    public AppliedLog(ClientConfig config, Topics topics) {
        this.config = config;
        this.topics = topics;
    }

    /** Takes one input of the log. */
    @FunctionalInterface
    public interface InputHandler {
        /** @param at its append time, epoch milliseconds */
        void accept(long offset, long at, DeciderInput input);
    }

    /**
     * Hands over each input from this offset on that the log still has and that core has applied; none when it has applied nothing yet.
     *
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer
     * @throws dev.farrier.stream.serde.RecordFormatException for an input that this version can't read
     */
    public void replay(long from, InputHandler to) {
        long end = committed();
        if (end == 0) {
            return;
        }
        LOG.warn(
                "The decider's state is gone, although core has applied {} up to offset {}: its changelog was deleted"
                        + " or emptied. The state is made again from that log, from offset {} on",
                topics.deciderLog(),
                end,
                from);
        try (TopicReader reader =
                new TopicReader(config, topics.deciderLog(), TopicReader.BEGINNING, "farrier-core-rebuild")) {
            long first = reader.offsetsAt(TopicReader.BEGINNING).values().stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElse(0);
            if (first > from) {
                LOG.warn(
                        "{} begins at offset {}: what was known only from before is forgotten",
                        topics.deciderLog(),
                        first);
            }
            long begin = Math.max(first, from);
            if (begin < end) {
                reader.readPartition(0, begin, end, record -> {
                    to.accept(record.offset(), record.timestamp(), INPUTS.decode(record.value()));
                    if ((record.offset() - begin + 1) % SAY_EVERY == 0) {
                        LOG.info("The decider's state is made again: offset {} of {}", record.offset(), end);
                    }
                });
            }
        }
    }

    private long committed() {
        TopicPartition log = new TopicPartition(topics.deciderLog(), 0);
        String group = topics.coreApplication();
        try (Admin admin = Admin.create(config.with(group + "-rebuild", Map.of(), Map.of()))) {
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
