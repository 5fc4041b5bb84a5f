package dev.farrier.stream.ingest;

import java.time.Duration;

/**
 * Decides when a stream thread of ingest commits; Kafka Streams commits all tasks of a thread together. While the thread keeps
 * up, it commits every 30 ms, since a signal can be read only after the commit. While it is behind, the commit interval of 500 ms
 * applies: each commit costs several round trips to a broker that is then busiest, in ingest and again in core.
 *
 * <p>A thread is behind when it has read many records that are not fresh. Up to {@link #FEW} records are always committed soon,
 * because a record's time may come from the producer or from another clock. Not thread-safe.
 */
final class CommitPace {
    static final Duration KEEPING_UP = Duration.ofMillis(30);

    /** How often to call {@link #commitNow}. */
    static final Duration ASK_EVERY = Duration.ofMillis(10);

    /** A record with an older timestamp has waited longer than a commit takes. */
    private static final long FRESH_MILLIS = 500;

    /** A thread that is behind reads several times as many within {@link #KEEPING_UP}. */
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
     * One of the thread's tasks is being committed, and so all of them.
     *
     * @param now epoch milliseconds
     */
    void committed(long now) {
        newest = NOTHING;
        count = 0;
        committedAt = now;
    }

    /**
     * Whether records were read since the last commit, that commit is long enough ago, and the thread keeps up.
     *
     * @param now epoch milliseconds; when the clock was set back, a commit is due
     */
    boolean commitNow(long now) {
        boolean due = committedAt == NOTHING || now < committedAt || now - committedAt >= KEEPING_UP.toMillis();
        return due && count > 0 && (count <= FEW || now - newest <= FRESH_MILLIS);
    }
}
