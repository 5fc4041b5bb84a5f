package dev.farrier.stream.channel;

import java.util.Locale;

/**
 * A topic that must be read by one of Farrier's groups, or something is not heard.
 *
 * @param name whose it is, for people and metrics
 * @param group its committed offsets say how far the topic is read
 * @param partitions how many it must have; 0: as many as its owner likes
 */
public record InputChannel(ChannelKind what, String name, String topic, String group, int partitions) {

    /** What is not heard when it is deaf. */
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
