package dev.farrier.faults.deployment;

import java.time.Duration;

/** Polls until a condition holds. The time is limited once for all conditions that are awaited. */
public final class Await {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final long until;

    public Await(Duration atMost) {
        until = System.nanoTime() + atMost.toNanos();
    }

    /** What is polled. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Polls; false when the time is over before the condition holds. */
    public boolean tryUntil(Condition condition) throws InterruptedException {
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
     * @throws IllegalStateException when the time is over before it holds
     */
    public void until(String what, Condition condition) throws InterruptedException {
        if (!tryUntil(condition)) {
            throw new IllegalStateException("it was not seen in time that " + what);
        }
    }
}
