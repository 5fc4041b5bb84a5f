package dev.farrier.stream.client;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.admin.MissingTopicException;
import dev.farrier.stream.serde.RecordFormatException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a topic once, to where it ends now. */
final class TopicScan {
    private static final Logger log = LoggerFactory.getLogger(TopicScan.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TopicScan() {}

    /**
     * Hands over every committed record that was appended at or after a moment; in order within a partition. What a codec
     * refuses is logged and passed over.
     *
     * @param since epoch milliseconds; 0: all
     * @param before appended before this moment, epoch milliseconds; {@link Long#MAX_VALUE}: all there is now
     * @throws KafkaUnavailableException when the broker does not answer, or the topic does not exist
     */
    static void scan(
            ClientConfig config,
            String topic,
            long since,
            long before,
            java.util.function.Consumer<ConsumerRecord<String, byte[]>> each) {
        Consumer<String, byte[]> consumer = Clients.consumer(config, "farrier-scan");
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new MissingTopicException(
                        topic,
                        "there is no topic " + topic + " at " + config.bootstrap() + ": run 'farrier topics create'");
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = ends(consumer, partitions, before);
            seek(consumer, partitions, since);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                long at = position(consumer, partitions);
                consumer.poll(POLL).forEach(record -> {
                    if (record.timestamp() < before) {
                        passOverUnreadable(record, each);
                    }
                });
                if (position(consumer, partitions) > at) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new KafkaUnavailableException(
                            "Kafka at " + config.bootstrap() + " stopped answering while " + topic + " was read", null);
                }
            }
        } catch (KafkaException e) {
            throw KafkaFailure.inWords(config.bootstrap(), e);
        } finally {
            Clients.close(consumer);
        }
    }

    /** One record of a newer version must not hide all the others. */
    static void passOverUnreadable(
            ConsumerRecord<String, byte[]> record, java.util.function.Consumer<ConsumerRecord<String, byte[]>> each) {
        try {
            each.accept(record);
        } catch (RecordFormatException e) {
            log.warn(
                    "{}/{}/{} is passed over: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private static long position(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
        return partitions.stream().mapToLong(consumer::position).sum();
    }

    private static Map<TopicPartition, Long> ends(
            Consumer<?, ?> consumer, List<TopicPartition> partitions, long before) {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        if (before < Long.MAX_VALUE) {
            consumer.offsetsForTimes(partitions.stream()
                            .collect(Collectors.toMap(Function.identity(), any -> Math.max(0, before))))
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            ends.put(partition, offset.offset());
                        }
                    });
        }
        return ends;
    }

    /** All to the end. */
    static void scan(
            ClientConfig config,
            String topic,
            long since,
            java.util.function.Consumer<ConsumerRecord<String, byte[]>> each) {
        scan(config, topic, since, Long.MAX_VALUE, each);
    }

    private static void seek(Consumer<?, ?> consumer, List<TopicPartition> partitions, long since) {
        if (since == 0) {
            consumer.seekToBeginning(partitions);
            return;
        }
        Map<TopicPartition, Long> times =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> since));
        Map<TopicPartition, OffsetAndTimestamp> offsets = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp offset = offsets.get(partition);
            if (offset == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, offset.offset());
            }
        }
    }
}
