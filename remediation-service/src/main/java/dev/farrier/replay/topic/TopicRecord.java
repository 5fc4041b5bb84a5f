package dev.farrier.replay.topic;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.replay.InputPartition;
import org.jspecify.annotations.Nullable;

/** One record of a topic. */
public sealed interface TopicRecord {
    /** Hands itself to a lane. */
    default void to(InputPartition lane) {
        switch (this) {
            case RawRecord raw -> lane.record(raw.value(), raw.arrival());
            case StoredEvent said -> lane.event(said.event(), said.receivedAt());
            case UnreadableRecord unreadable -> lane.unreadable(unreadable.origin(), unreadable.error());
        }
    }

    /** Of a user's topic: to be read as a source says. */
    record RawRecord(Arrival arrival, byte @Nullable [] value) implements TopicRecord {}

    /**
     * Of the topic of events that a receiver or the tailer has read.
     *
     * @param receivedAt epoch milliseconds at which the record was appended
     */
    record StoredEvent(Event event, long receivedAt) implements TopicRecord {}

    /** Of that topic too, but no event. */
    record UnreadableRecord(String origin, String error) implements TopicRecord {}
}
