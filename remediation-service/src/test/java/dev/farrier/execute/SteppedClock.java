package dev.farrier.execute;

import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when told, or when somebody waits. */
public final class SteppedClock implements InstantSource {
    private long now;
    private Runnable whenPaused = () -> {};
    private Runnable afterLooks = () -> {};
    private int looksLeft;

    public SteppedClock(long now) {
        this.now = now;
    }

    @Override
    public synchronized Instant instant() {
        Instant shown = Instant.ofEpochMilli(now);
        if (looksLeft > 0 && --looksLeft == 0) {
            afterLooks.run();
        }
        return shown;
    }

    public synchronized void set(long millis) {
        now = millis;
    }

    /** Called after every pause: what happens meanwhile. */
    public void whenPaused(Runnable action) {
        whenPaused = action;
    }

    /** Called when it has been looked at so many more times. */
    public synchronized void afterNextLooks(int count, Runnable action) {
        looksLeft = count;
        afterLooks = action;
    }

    public Timing timing() {
        return new Timing(this, this::millis, millis -> {
            set(millis() + millis);
            whenPaused.run();
        });
    }
}
