package dev.farrier.replay.topic;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.replay.Lane;
import org.jspecify.annotations.Nullable;

/** One record of a topic. */
public sealed interface Recorded {
    /** Hands itself to a lane. */
    default void to(Lane lane) {
        switch (this) {
            case Raw raw -> lane.record(raw.value(), raw.arrival());
            case Said said -> lane.event(said.event(), said.receivedAt());
            case Unreadable unreadable -> lane.unreadable(unreadable.origin(), unreadable.error());
        }
    }

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
