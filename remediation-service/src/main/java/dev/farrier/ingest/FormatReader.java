package dev.farrier.ingest;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.UnreadableException;

/** Reads the bodies of one source. Thread-safe. */
public interface FormatReader {
    /**
     * Adds everything in the body to the collector. A part that can't be read is rejected by itself.
     *
     * @throws UnreadableException when the body as a whole can't be read; nothing of it was added then
     */
    void read(byte[] body, Arrival arrival, EventCollector into) throws UnreadableException;
}
