package dev.farrier.stream.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the ingest group has read, seen from outside.
 *
 * @param partitions topic → how many partitions it has
 * @param caughtUpAt partition → everything appended before this moment (epoch milliseconds) has been read and committed;
 *     absent while that is not known
 */
public record ReadProgress(Map<String, Integer> partitions, Map<TopicPartition, Long> caughtUpAt) {
    public static final ReadProgress NONE = new ReadProgress(Map.of(), Map.of());

    public ReadProgress {
        partitions = Map.copyOf(partitions);
        caughtUpAt = Map.copyOf(caughtUpAt);
    }

    /**
     * @param ends end offsets that were asked for after {@code asOf}
     * @param committed offsets committed by the group; asked for after {@code ends}
     */
    static ReadProgress of(
            ReadProgress before,
            long asOf,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> committed) {
        Map<String, Integer> partitions = new HashMap<>();
        Map<TopicPartition, Long> caughtUp = new HashMap<>();
        ends.forEach((partition, end) -> {
            partitions.merge(partition.topic(), 1, Integer::sum);
            long begin = Optional.ofNullable(begins.get(partition)).orElse(0L);
            long read = Optional.ofNullable(committed.get(partition)).orElse(begin);
            Long earlier = before.caughtUpAt().get(partition);
            if (read >= end) {
                caughtUp.put(partition, asOf);
            } else if (earlier != null) {
                caughtUp.put(partition, earlier);
            }
        });
        return new ReadProgress(partitions, caughtUp);
    }
}
