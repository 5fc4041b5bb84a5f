package dev.farrier.api;

import java.time.Duration;

/**
 * When an answer is due, whatever has to be waited for until then.
 *
 * @param within how long that was when it was set, for people
 */
public record Deadline(Duration within, long nanoTime) {
    public static Deadline in(Duration within) {
        return new Deadline(within, System.nanoTime() + within.toNanos());
    }

    /** Zero when it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }
}
