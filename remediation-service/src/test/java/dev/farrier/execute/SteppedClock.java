package dev.farrier.execute;

import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when told, or when somebody waits. */
public final class SteppedClock implements InstantSource {
    private long now;
    private Runnable whenPaused = () -> {};

    public SteppedClock(long now) {
        this.now = now;
    }

    @Override
    public synchronized Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    public synchronized void set(long millis) {
        now = millis;
    }

    /** Called after every pause: what happens meanwhile. */
    public void whenPaused(Runnable action) {
        whenPaused = action;
    }

    public Timing timing() {
        return new Timing(this, millis -> {
            set(millis() + millis);
            whenPaused.run();
        });
    }
}
