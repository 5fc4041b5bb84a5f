package dev.farrier.stream;

/**
 * How many partitions the topics get whose volume grows with the fleet, and how many replicas all of them.
 *
 * @param events partitions of {@code events}
 * @param signals partitions of {@code signals}: as many detect tasks
 * @param audit partitions of {@code audit}
 * @param replicas −1: what the broker has as its default
 */
public record TopicSizes(int events, int signals, int audit, short replicas) {
    public static final TopicSizes DEFAULT = new TopicSizes(4, 4, 4, (short) -1);

    public TopicSizes {
        if (events < 1 || signals < 1 || audit < 1) {
            throw new IllegalArgumentException("a topic has at least 1 partition");
        }
        if (replicas != -1 && replicas < 1) {
            throw new IllegalArgumentException("a topic has at least 1 replica; -1 takes the broker's default");
        }
    }
}
