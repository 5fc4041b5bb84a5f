package dev.farrier.replay.topic;

import dev.farrier.ingest.input.Arrival;
import dev.farrier.model.Event;
import org.jspecify.annotations.Nullable;

/** One record of a topic. */
public sealed interface Recorded {
    /** Of a user's topic: to be read as a source says. */
    record Raw(Arrival arrival, byte @Nullable [] value) implements Recorded {}

    /**
     * Of the topic of events that a receiver or the tailer has read.
     *
     * @param receivedAt epoch milliseconds at which the record was appended
     */
    record Said(Event event, long receivedAt) implements Recorded {}

    /** Of that topic too, but no event. */
    record Unreadable(String origin, String error) implements Recorded {}
}
