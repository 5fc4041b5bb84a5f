package dev.farrier.ingest.format;

import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Unreadable;

/** How the bodies of one source are read. Thread-safe. */
public interface Format {
    /**
     * Everything in the body, into the drafts: a part that can't be read is refused by itself.
     *
     * @throws Unreadable when the body as a whole can't be read; nothing of it was added then
     */
    void read(byte[] body, Arrival arrival, Drafts into) throws Unreadable;
}
