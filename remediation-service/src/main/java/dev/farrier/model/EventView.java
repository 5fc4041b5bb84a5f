package dev.farrier.model;

/**
 * An {@link Event} of which only what is asked for is decoded: most events concern nobody, and that can be seen from a field or
 * two. Says the same as the event itself would.
 */
public interface EventView {
    /** Never empty in what Farrier writes. */
    String source();

    /** Event time, epoch milliseconds. */
    long time();

    /** As {@link Event#label}: the label's value, or one of the reserved names; empty when missing. */
    String label(String label);

    /** All of it. */
    Event whole();
}
