package dev.farrier.execute;

import java.time.InstantSource;

/** The worker's clock and its way to wait, so that tests can step both. */
public record Timing(InstantSource clock, Pause pause) {
    public static final Timing SYSTEM = new Timing(InstantSource.system(), Thread::sleep);

    @FunctionalInterface
    public interface Pause {
        void millis(long millis) throws InterruptedException;
    }

    /** Epoch milliseconds. */
    public long now() {
        return clock.millis();
    }

    public void pause(long millis) throws InterruptedException {
        pause.millis(millis);
    }
}
