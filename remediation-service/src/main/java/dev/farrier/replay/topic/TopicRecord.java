package dev.farrier.replay.topic;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.replay.InputPartition;
import org.jspecify.annotations.Nullable;

/** One record of a topic that is replayed. */
public sealed interface TopicRecord {
    /** Gives the record to the partition that reads it. */
    default void to(InputPartition partition) {
        switch (this) {
            case RawRecord raw -> partition.record(raw.value(), raw.arrival());
            case StoredEvent stored -> partition.event(stored.event(), stored.receivedAt());
            case UnreadableRecord unreadable -> partition.unreadable(unreadable.origin(), unreadable.error());
        }
    }

    /** A record of a user's topic, in the source's format. */
    record RawRecord(Arrival arrival, byte @Nullable [] value) implements TopicRecord {}

    /**
     * An event of the events topic, which a receiver or the tailer has read.
     *
     * @param receivedAt epoch milliseconds at which the record was appended
     */
    record StoredEvent(Event event, long receivedAt) implements TopicRecord {}

    /** A record of the events topic that is no event. */
    record UnreadableRecord(String origin, String error) implements TopicRecord {}
}
