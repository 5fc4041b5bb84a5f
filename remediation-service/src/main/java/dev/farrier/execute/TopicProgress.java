package dev.farrier.execute;

import org.jspecify.annotations.Nullable;

/** One of the site's topics, as this worker reads it. */
public interface TopicProgress {

    /** Its name, for people. */
    String topic();

    /**
     * Everything that was appended before this moment has been handled, also behind what somebody holds back in an open
     * transaction; milliseconds of {@link Timing#monotonic}. 0: not even what was there at the start.
     */
    long readUpTo();

    /** Why nobody can rely on what is read there; null: nothing is wrong with it. */
    @Nullable
    String problem();
}
