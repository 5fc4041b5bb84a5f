package dev.farrier.execute;

import org.jspecify.annotations.Nullable;

/** How far this worker has read one of the site's topics. */
public interface TopicProgress {

    /** Its name, for people. */
    String topic();

    /**
     * Everything that was appended before this moment has been handled, also what stands behind an open transaction;
     * milliseconds of {@link Timing#monotonic}. 0: not even what was there at the start has been handled.
     */
    long readUpTo();

    /** What is wrong with the topic, so that nothing read from it can be relied on; null: nothing. */
    @Nullable
    String problem();
}
