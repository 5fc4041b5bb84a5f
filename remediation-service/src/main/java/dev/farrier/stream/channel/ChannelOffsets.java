package dev.farrier.stream.channel;

import java.util.List;

/**
 * How a channel stands at one moment.
 *
 * @param partitions empty: there is no such topic
 */
public record ChannelOffsets(InputChannel channel, List<PartitionOffsets> partitions) {
    public ChannelOffsets {
        partitions = List.copyOf(partitions);
    }

    /**
     * @param led whether a broker leads it; if not, the offsets are 0
     * @param lastStable end of what is committed: what lies behind it waits for the end of a transaction
     * @param end end of everything, committed or not
     * @param read how far the group has read; the beginning, where it has said nothing yet
     */
    public record PartitionOffsets(int number, boolean led, long lastStable, long end, long read) {}
}
