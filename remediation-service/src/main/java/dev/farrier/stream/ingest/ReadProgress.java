package dev.farrier.stream.ingest;

import dev.farrier.stream.channel.ChannelOffsets;
import dev.farrier.stream.channel.ChannelOffsets.PartitionOffsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
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
     * @param asOf a moment before the offsets were asked for, epoch milliseconds
     * @param offsets their ends include uncommitted records: what an open transaction holds back must not count as read
     */
    static ReadProgress of(ReadProgress before, long asOf, List<ChannelOffsets> offsets) {
        Map<String, Integer> partitions = new HashMap<>();
        Map<TopicPartition, Long> caughtUp = new HashMap<>();
        for (ChannelOffsets topic : offsets) {
            if (!topic.partitions().isEmpty()) {
                partitions.put(topic.channel().topic(), topic.partitions().size());
            }
            for (PartitionOffsets partition : topic.partitions()) {
                TopicPartition key = new TopicPartition(topic.channel().topic(), partition.number());
                Long earlier = before.caughtUpAt().get(key);
                if (partition.led() && partition.read() >= partition.end()) {
                    caughtUp.put(key, asOf);
                } else if (earlier != null) {
                    caughtUp.put(key, earlier);
                }
            }
        }
        return new ReadProgress(partitions, caughtUp);
    }

    /**
     * The least of the partitions of a topic; empty: there is no such topic, or it is not known yet.
     *
     * @param since stands for the partitions of which nothing is known
     */
    OptionalLong readUpTo(String topic, long since) {
        int count = partitions.getOrDefault(topic, 0);
        return IntStream.range(0, count)
                .mapToLong(number -> caughtUpAt.getOrDefault(new TopicPartition(topic, number), since))
                .min();
    }
}
