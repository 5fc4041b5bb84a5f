package dev.farrier.stream.ingest;

import java.time.Duration;

/**
 * When one thread of ingest commits: its tasks are committed together. As long as it keeps up, soon: a signal can be read only
 * then. While it is behind, later, and reads on meanwhile: every commit holds the thread up for several round trips to a broker
 * that is then busiest, and the core for as many again.
 *
 * <p>It is behind when it has read many records that are not fresh. Few records are committed soon whatever their time is: that
 * may be the producer's, or another clock's. Not thread-safe.
 */
final class CommitPace {
    static final Duration KEEPING_UP = Duration.ofMillis(30);

    /** How often to ask {@link #commitNow}. */
    static final Duration ASK_EVERY = Duration.ofMillis(10);

    /** What has an older timestamp has waited for more than a commit. */
    private static final long FRESH_MILLIS = 500;

    /** In {@link #KEEPING_UP} a thread that is behind reads several times as many, unless reading takes it longer than commits. */
    static final int FEW = 2_000;

    private static final long NOTHING = Long.MIN_VALUE;
    private static final ThreadLocal<CommitPace> THREADS = ThreadLocal.withInitial(CommitPace::new);

    private long newest = NOTHING;
    private long committedAt = NOTHING;
    private int count;

    static CommitPace ofThisThread() {
        return THREADS.get();
    }

    /** @param timestamp the record's, epoch milliseconds */
    void read(long timestamp) {
        newest = Math.max(newest, timestamp);
        count++;
    }

    /**
     * Whichever task it was.
     *
     * @param now epoch milliseconds
     */
    void committed(long now) {
        newest = NOTHING;
        count = 0;
        committedAt = now;
    }

    /**
     * Whether something was read since the last commit that should be committed, and that commit is long enough ago.
     *
     * @param now epoch milliseconds; a clock set back is as good as time that has passed
     */
    boolean commitNow(long now) {
        boolean due = committedAt == NOTHING || now < committedAt || now - committedAt >= KEEPING_UP.toMillis();
        return due && count > 0 && (count <= FEW || now - newest <= FRESH_MILLIS);
    }
}
