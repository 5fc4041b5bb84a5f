package dev.farrier.stream.channel;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A channel of which at least one partition is not heard.
 *
 * @param partitions those that are not; empty: none of it is
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

    /** Whether nothing at all is heard on it. */
    public boolean whole() {
        return partitions.isEmpty();
    }
}
