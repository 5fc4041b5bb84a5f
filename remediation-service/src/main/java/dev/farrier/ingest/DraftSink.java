package dev.farrier.ingest;

import dev.farrier.ingest.record.EventDraft;
import dev.farrier.ingest.record.UnreadableException;

/** Takes what one body is found to consist of. */
public interface DraftSink {
    /**
     * The one event that the body is.
     *
     * @throws UnreadableException when it is beyond the limits
     */
    void add(EventDraft draft) throws UnreadableException;

    /** One of several: what is wrong with it is held against it alone. */
    void add(BatchItem element, BatchItem.ItemReader reader);

    /** Bytes of the body that are not UTF-8 were replaced. */
    void repaired();

    /** An event that is left out on purpose. */
    void leftOut();

    /** The sender says that it has left out so many alerts. */
    void truncated(long alerts);

    /** Something that says nothing: an empty line, a sample without a value. */
    void blank();
}
