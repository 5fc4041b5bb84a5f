package dev.farrier.stream.channel;

import java.util.List;

/**
 * The offsets of a channel at one moment.
 *
 * @param partitions empty: there is no such topic
 */
public record ChannelOffsets(InputChannel channel, List<PartitionOffsets> partitions) {
    public ChannelOffsets {
        partitions = List.copyOf(partitions);
    }

    /**
     * @param led whether a broker leads it; if not, the offsets are 0
     * @param lastStable end of what is committed: records behind it wait for the end of a transaction
     * @param end end of all records, committed or not
     * @param read the group's committed offset; the beginning of the partition before its first commit
     */
    public record PartitionOffsets(int number, boolean led, long lastStable, long end, long read) {}
}
