package dev.farrier.ingest;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.UnreadableException;

/** How the bodies of one source are read. Thread-safe. */
public interface FormatReader {
    /**
     * Everything in the body, into the drafts: a part that can't be read is refused by itself.
     *
     * @throws UnreadableException when the body as a whole can't be read; nothing of it was added then
     */
    void read(byte[] body, Arrival arrival, EventCollector into) throws UnreadableException;
}
