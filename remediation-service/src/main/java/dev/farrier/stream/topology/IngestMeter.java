package dev.farrier.stream.topology;

import dev.farrier.ingest.Ingested;
import dev.farrier.model.MatchedEvent;

/** Counts what ingest has read, by source. */
public interface IngestMeter {
    void read(String source, Ingested read);

    /** @param source empty when not even that is known */
    void deadLetter(String source);

    /** An event concerns these policies, all by the same group. */
    void matched(MatchedEvent matched);

    /** Only absences wait for such events, and a newer one of the group stood for this one. */
    void passedOver(String source);
}
