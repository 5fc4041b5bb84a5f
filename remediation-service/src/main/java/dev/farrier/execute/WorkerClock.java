package dev.farrier.execute;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The log's time on a machine whose own clock may be wrong or be set: a clock that only ever runs on, plus an offset that is
 * learnt from when the log appended what this worker has sent. Until something was learnt it starts from the machine's clock.
 */
public final class WorkerClock implements InstantSource {
    /** What took longer to be appended says little. */
    private static final long FIRST_DELAY = 2_000;

    /** Clocks drift apart: after this long a worse measurement is better than an old one. */
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

    /** Runs on evenly, whatever is learnt or set. */
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
     * A record has come back.
     *
     * @param sentAt by {@link #monotonic}
     * @param knownAt by {@link #monotonic}, when its append time became known
     * @param appendedAt the log's time, epoch milliseconds
     */
    public synchronized void adjust(long sentAt, long knownAt, long appendedAt) {
        long took = knownAt - sentAt;
        if (took <= delay || knownAt - adjustedAt > KEEP) {
            // As if it had been appended at once: this clock is rather fast than slow, and nothing starts too late.
            offset = appendedAt - sentAt;
            delay = took;
            adjustedAt = knownAt;
        }
    }
}
