package dev.farrier.stream.client;

import dev.farrier.model.DeciderInput;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.serde.RecordCodec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ObjLongConsumer;
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

    /**
     * Hands over each input that the log still has, with its append time, epoch milliseconds.
     *
     * @return the committed offset; 0: core has applied nothing yet
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer
     * @throws dev.farrier.stream.serde.RecordFormatException for an input that this version can't read
     */
    public long replay(ObjLongConsumer<DeciderInput> to) {
        long end = committed();
        if (end == 0) {
            return 0;
        }
        LOG.warn(
                "The decider's state is gone, although core has applied {} up to offset {}: its changelog was deleted"
                        + " or emptied. The state is made again from that log",
                topics.deciderLog(),
                end);
        try (TopicReader reader =
                new TopicReader(config, topics.deciderLog(), TopicReader.BEGINNING, "farrier-core-rebuild")) {
            long begin = reader.offsetsAt(TopicReader.BEGINNING).values().stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElse(0);
            if (begin > 0) {
                LOG.warn(
                        "{} begins at offset {}: what was known only from before is forgotten",
                        topics.deciderLog(),
                        begin);
            }
            if (begin < end) {
                reader.readPartition(0, begin, end, record -> {
                    to.accept(INPUTS.decode(record.value()), record.timestamp());
                    if ((record.offset() - begin + 1) % SAY_EVERY == 0) {
                        LOG.info("The decider's state is made again: offset {} of {}", record.offset(), end);
                    }
                });
            }
        }
        return end;
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
