package dev.farrier.stream.admin;

import dev.farrier.stream.TopicSpec;
import java.util.List;

/**
 * One topic as it should be, against the one that is there.
 *
 * @param differences what differs, each in one line; empty unless it does
 */
public record PlannedTopic(TopicSpec spec, TopicState state, List<String> differences) {
    public PlannedTopic {
        differences = List.copyOf(differences);
    }

    public enum TopicState {
        /** It is not there: it will be, or was, created. */
        MISSING,
        CREATED,
        OK,
        /** It is different, but works. */
        DIFFERS,
        /** A promise cannot be kept with it; it must be corrected by hand before the service starts. */
        UNUSABLE
    }
}
