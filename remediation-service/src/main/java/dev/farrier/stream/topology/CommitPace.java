package dev.farrier.stream.topology;

import java.time.Duration;

/**
 * When ingest commits. As long as it keeps up, soon: a signal can be read only then. While it is behind, later, and reads on
 * meanwhile: every commit holds the thread up for several round trips to a broker that is then busiest, and the core for as
 * many again.
 */
final class CommitPace {
    static final Duration KEEPING_UP = Duration.ofMillis(30);
    static final Duration BEHIND = Duration.ofMillis(500);

    /** How often to ask {@link #commitNow}. */
    static final Duration ASK_EVERY = Duration.ofMillis(10);

    /** What was appended longer ago has waited for more than a commit. */
    private static final long FRESH_MILLIS = 500;

    private static final long NOTHING = Long.MIN_VALUE;

    private long newest = NOTHING;
    private long committedAt = NOTHING;

    /** @param appendedAt epoch milliseconds */
    void read(long appendedAt) {
        newest = Math.max(newest, appendedAt);
    }

    /**
     * Whoever asked for it: the tasks of a thread are committed together, and each asks.
     *
     * @param now epoch milliseconds
     */
    void committed(long now) {
        newest = NOTHING;
        committedAt = now;
    }

    /**
     * Whether something was read since the last commit, that is fresh, and the commit long enough ago.
     *
     * @param now epoch milliseconds; a clock set back is as good as time that has passed
     */
    boolean commitNow(long now) {
        boolean due = committedAt == NOTHING || now < committedAt || now - committedAt >= KEEPING_UP.toMillis();
        return due && newest != NOTHING && now - newest <= FRESH_MILLIS;
    }
}
