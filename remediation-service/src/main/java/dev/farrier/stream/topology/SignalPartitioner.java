package dev.farrier.stream.topology;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** Sends a group's signals to the group's partition, and a progress marker, which has no key, to all partitions. */
public final class SignalPartitioner implements StreamPartitioner<byte[], byte[]> {
    @Override
    public Optional<Set<Integer>> partitions(String topic, byte @Nullable [] key, byte[] value, int numPartitions) {
        return Optional.of(
                key == null
                        ? IntStream.range(0, numPartitions).boxed().collect(Collectors.toSet())
                        : Set.of(partition(key, numPartitions)));
    }

    /** @param group as {@link dev.farrier.model.Labels#key} writes it */
    public static int partition(String group, int partitions) {
        return partition(group.getBytes(StandardCharsets.UTF_8), partitions);
    }

    private static int partition(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
