package dev.farrier.benchmarks.core;

/**
 * Finds, for each policy and host, three events within the window {@code (t − within, t]} that have the policy's name, one
 * of two severities and a value above 0.5; then counts afresh.
 *
 * @param <E> events in the engine's own form
 */
interface Engine<E> extends AutoCloseable {
    /** How many make a failure. */
    int COUNT = 3;
    /** Events count above it. */
    double ABOVE = 0.5;

    /** Is not measured: it stands for decoding. */
    E prepare(Reading reading);

    /** Takes in one event. */
    void on(E event);

    @Override
    default void close() {}

    /** Is told of each failure that was found, as it is found. */
    @FunctionalInterface
    interface Firings {
        /** @param time of the event that made it, epoch milliseconds */
        void fired(String policy, String host, long time);
    }
}
