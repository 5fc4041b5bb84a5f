package dev.farrier.execute;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The worker's clocks and its way to wait; tests step them.
 *
 * @param clock the time of the log, as well as it is known
 * @param monotonic milliseconds since some moment; it is never set
 */
public record Timing(InstantSource clock, LongSupplier monotonic, Pause pause) {

    @FunctionalInterface
    public interface Pause {
        void millis(long millis) throws InterruptedException;
    }

    public static Timing of(WorkerClock clock) {
        return new Timing(clock, clock::monotonic, Thread::sleep);
    }

    /** Epoch milliseconds. */
    public long now() {
        return clock.millis();
    }

    /** Only differences have a meaning. */
    public long monotonicMillis() {
        return monotonic.getAsLong();
    }

    public void pause(long millis) throws InterruptedException {
        pause.millis(millis);
    }
}
