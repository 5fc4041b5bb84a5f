package dev.farrier.stream.channel;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A channel of which at least one partition stalls.
 *
 * @param partitions those that stall; empty: all
 */
public record StalledChannel(InputChannel channel, StallCause cause, SortedSet<Integer> partitions) {

    public enum StallCause {
        TOPIC_MISSING,
        WRONG_PARTITIONS,
        NO_LEADER,
        OPEN_TRANSACTION,
        NOT_READ
    }

    public StalledChannel {
        partitions = new TreeSet<>(partitions);
    }

    /** Whether all partitions stall. */
    public boolean whole() {
        return partitions.isEmpty();
    }
}
