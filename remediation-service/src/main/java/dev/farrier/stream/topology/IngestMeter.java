package dev.farrier.stream.topology;

import dev.farrier.ingest.Ingested;

/** Counts what ingest has read, by source. */
public interface IngestMeter {
    void read(String source, Ingested read);

    /** @param source empty when not even that is known */
    void deadLetter(String source);

    /** Only absences wait for such events, and a newer one of the group stood for this one. */
    void passedOver(String source);
}
