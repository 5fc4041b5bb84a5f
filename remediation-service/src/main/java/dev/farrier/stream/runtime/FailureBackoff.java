package dev.farrier.stream.runtime;

import java.time.Duration;
import java.time.InstantSource;

/** Why one application does not run, since when, and how long to wait before the next retry. Thread-safe. */
final class FailureBackoff {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /** An application that ran for so long has recovered: a lasting failure shows again within seconds. */
    static final Duration RECOVERED_AFTER = Duration.ofSeconds(15);

    private final InstantSource clock;
    private String what = "";
    private long since;
    private long lastTry;
    private Duration pause = Duration.ZERO;

    FailureBackoff(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @return how long to wait now: twice as long for each failure until it has recovered
     */
    synchronized Duration recordFailure(String how) {
        if (what.isEmpty()) {
            since = clock.millis();
            pause = FIRST_PAUSE;
        } else {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        what = how;
        lastTry = 0;
        return pause;
    }

    /** As {@link #recordFailure}, with the longest pause at once. */
    synchronized Duration recordFailureWithLongestPause(String how) {
        recordFailure(how);
        pause = LONGEST_PAUSE;
        return pause;
    }

    /** The application was started again. */
    synchronized void recordRetry() {
        lastTry = clock.millis();
    }

    /**
     * To be called periodically.
     *
     * @param running whether it runs now
     * @return true once, when it has recovered
     */
    synchronized boolean checkRecovered(boolean running) {
        if (what.isEmpty() || lastTry == 0) {
            return false;
        }
        if (!running) {
            lastTry = clock.millis();
            return false;
        }
        if (clock.millis() - lastTry < RECOVERED_AFTER.toMillis()) {
            return false;
        }
        what = "";
        return true;
    }

    /** For people; empty: there is no failure. */
    synchronized String description() {
        return what;
    }

    /** How long the failure has lasted; zero without one. */
    synchronized Duration duration() {
        return what.isEmpty() ? Duration.ZERO : Duration.ofMillis(Math.max(0, clock.millis() - since));
    }
}
