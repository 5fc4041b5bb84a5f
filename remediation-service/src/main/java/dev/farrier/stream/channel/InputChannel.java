package dev.farrier.stream.channel;

import java.util.Locale;

/**
 * A topic that one of Farrier's consumer groups must read.
 *
 * @param name of the source or site, for people and metrics; empty for Farrier's own topics
 * @param group its committed offsets say how far the topic is read
 * @param partitions how many it must have; 0: as many as its owner likes
 */
public record InputChannel(ChannelKind what, String name, String topic, String group, int partitions) {

    /** Whose records are not read while it stalls. */
    public enum ChannelKind {
        SOURCE,
        SIGNALS,
        OPERATORS,
        DECIDER,
        SITE;

        /** Lower case: its name in metrics and in words. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public InputChannel {
        if (partitions < 0) {
            throw new IllegalArgumentException("partitions: " + partitions);
        }
    }
}
