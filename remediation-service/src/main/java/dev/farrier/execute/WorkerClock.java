package dev.farrier.execute;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of Kafka's log on a machine whose own clock may be wrong or be set: a monotonic clock plus an offset, which is measured
 * by when the log appended this worker's heartbeats. Until the first measurement the offset is that of the machine's clock.
 */
public final class WorkerClock implements InstantSource {
    /** Milliseconds; a heartbeat that took longer to be appended is no good measurement. */
    private static final long FIRST_DELAY = 2_000;

    /** Milliseconds after which a worse measurement is better than an old one, because clocks drift. */
    private static final long KEEP = 60_000;

    private final LongSupplier nanos;
    private final long beganNanos;
    private final long beganMillis;

    private volatile long offset;
    private long delay = FIRST_DELAY;
    private long adjustedAt;

    public WorkerClock() {
        this(System.currentTimeMillis(), System::nanoTime);
    }

    WorkerClock(long beganMillis, LongSupplier nanos) {
        this.nanos = nanos;
        this.beganNanos = nanos.getAsLong();
        this.beganMillis = beganMillis;
        this.adjustedAt = beganMillis;
    }

    /** Milliseconds; never set, and without the offset. */
    public long monotonic() {
        return beganMillis + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - beganNanos);
    }

    @Override
    public long millis() {
        return monotonic() + offset;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    /**
     * Measures the offset by one heartbeat.
     *
     * @param sentAt by {@link #monotonic}
     * @param knownAt by {@link #monotonic}, when its append time became known
     * @param appendedAt the log's time, epoch milliseconds
     */
    public synchronized void adjust(long sentAt, long knownAt, long appendedAt) {
        long took = knownAt - sentAt;
        if (took <= delay || knownAt - adjustedAt > KEEP) {
            // As if it had been appended at once: the clock is fast rather than slow, so that nothing starts too late.
            offset = appendedAt - sentAt;
            delay = took;
            adjustedAt = knownAt;
        }
    }
}
