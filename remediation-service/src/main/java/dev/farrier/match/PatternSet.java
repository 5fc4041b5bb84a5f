package dev.farrier.match;

/** Many patterns, tested on one text at once, in time linear in the text. Thread-safe. */
@FunctionalInterface
public interface PatternSet extends AutoCloseable {

    /**
     * Indexes of the patterns that the text matches, ascending. The same whatever the engine, and after {@link #close} too,
     * only slower then: a stream thread may still hold policies that were just replaced.
     */
    int[] matching(String text);

    /** Gives back native memory. May be called while other threads are matching, and more than once. */
    @Override
    default void close() {}
}
