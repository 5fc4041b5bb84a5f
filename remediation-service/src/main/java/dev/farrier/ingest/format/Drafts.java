package dev.farrier.ingest.format;

import dev.farrier.ingest.draft.Draft;
import dev.farrier.ingest.input.Unreadable;

/** Takes what one body is found to consist of. */
public interface Drafts {
    /**
     * The one event that the body is.
     *
     * @throws Unreadable when it is beyond the limits
     */
    void add(Draft draft) throws Unreadable;

    /** One of several: what is wrong with it is held against it alone. */
    void add(Element element, Element.Reader reader);

    /** Bytes of the body that are not UTF-8 were replaced. */
    void repaired();

    /** An event that is left out on purpose. */
    void leftOut();

    /** The sender says that it has left out so many alerts. */
    void truncated(long alerts);

    /** Something that says nothing: an empty line, a sample without a value. */
    void blank();
}
