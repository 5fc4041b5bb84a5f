package dev.farrier.faults.deployment;

import java.time.Duration;

/** Looks until something is so, for a time that is given once for all that is waited for. */
public final class Waiting {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final long until;

    public Waiting(Duration atMost) {
        until = System.nanoTime() + atMost.toNanos();
    }

    /** Something that can be looked at. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Whether it became so in time. */
    public boolean has(Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(LOOK_EVERY);
        }
        return true;
    }

    /**
     * @param what ends the sentence "it was not seen in time that …"
     * @throws IllegalStateException when it did not become so
     */
    public void until(String what, Condition condition) throws InterruptedException {
        if (!has(condition)) {
            throw new IllegalStateException("it was not seen in time that " + what);
        }
    }
}
