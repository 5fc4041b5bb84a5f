package dev.farrier.model;

/**
 * An {@link Event} that decodes only the fields that are read: most events match no policy, which one or two fields show.
 */
public interface EventView {
    /** Never empty in what Farrier writes. */
    String source();

    /** Event time, epoch milliseconds. */
    long time();

    /** As {@link Event#label}: the label's value, or one of the reserved names; empty when missing. */
    String label(String label);

    Event whole();
}
