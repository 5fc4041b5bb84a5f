package dev.farrier.api;

import java.time.Duration;

/** Whether somebody sends fast enough: who does not would occupy what others need. Only the time that we wait for them counts. */
final class SendRate {
    /** So long nothing is said: networks stutter, and so do we. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    static final int BYTES_PER_SECOND = 1_000;
    private static final long LEAST = BYTES_PER_SECOND * WINDOW.toSeconds();

    private long waited;
    private long came;

    /**
     * Counts what came.
     *
     * @param nanos how long it was waited for
     * @return false: over the last window it was too little
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
