package dev.farrier.stream.admin;

import dev.farrier.stream.TopicSpec;
import java.util.List;

/**
 * A topic as it should be, compared with the one on the cluster.
 *
 * @param differences what differs, each in one line; empty unless it does
 */
public record PlannedTopic(TopicSpec spec, TopicState state, List<String> differences) {
    public PlannedTopic {
        differences = List.copyOf(differences);
    }

    public enum TopicState {
        /** There is no such topic. */
        MISSING,
        CREATED,
        OK,
        /** It differs, and works. */
        DIFFERS,
        /** A promise cannot be kept with it; it must be corrected by hand before the service starts. */
        UNUSABLE
    }
}
