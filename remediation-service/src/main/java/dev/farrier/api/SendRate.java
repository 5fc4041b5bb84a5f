package dev.farrier.api;

import java.time.Duration;

/** Whether a sender is fast enough. Only time spent waiting for the sender counts. */
public final class SendRate {
    /** The rate is measured over this much waiting, since networks stutter. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    static final int BYTES_PER_SECOND = 1_000;
    private static final long LEAST = BYTES_PER_SECOND * WINDOW.toSeconds();

    private long waited;
    private long came;

    /**
     * Counts received bytes.
     *
     * @param nanos how long the server waited for them
     * @return false when the rate over the last window was too low
     */
    boolean isKept(int bytes, long nanos) {
        waited += nanos;
        came += bytes;
        if (waited < WINDOW.toNanos()) {
            return true;
        }
        boolean kept = came >= LEAST;
        waited = 0;
        came = 0;
        return kept;
    }
}
