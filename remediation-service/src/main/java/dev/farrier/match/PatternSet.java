package dev.farrier.match;

/** Many patterns, asked of one text at once, in time linear in the text. Thread-safe. */
@FunctionalInterface
public interface PatternSet extends AutoCloseable {

    /**
     * Which of the patterns the text has, as indexes of the list they were made of, ascending. The same whatever the engine,
     * and after {@link #close} too, only slower then: a stream thread may still hold policies that were just replaced.
     */
    int[] matching(String text);

    /** Gives back memory that is not the heap's. May be called while other threads are asking, and more than once. */
    @Override
    default void close() {}
}
