package dev.farrier.execute;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The worker's clocks and its way to wait, so that tests can step them.
 *
 * @param clock the time of the log, as well as it is known
 * @param monotonic milliseconds since some moment; nobody sets it
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

    /** Milliseconds on a clock of its own: only differences mean something. */
    public long monotonicMillis() {
        return monotonic.getAsLong();
    }

    public void pause(long millis) throws InterruptedException {
        pause.millis(millis);
    }
}
