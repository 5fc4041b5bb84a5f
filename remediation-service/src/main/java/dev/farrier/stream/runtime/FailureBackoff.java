package dev.farrier.stream.runtime;

import java.time.Duration;
import java.time.InstantSource;

/** What stands in the way of one application, since when, and how long to wait before it is tried again. Thread-safe. */
final class FailureBackoff {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /** Who has run for so long since the last failure works again: a failure that comes back does so within seconds. */
    static final Duration STEADY = Duration.ofSeconds(15);

    private final InstantSource clock;
    private String what = "";
    private long since;
    private long lastTry;
    private Duration pause = Duration.ZERO;

    FailureBackoff(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * It failed, perhaps again.
     *
     * @return how long to wait now: twice as long each time, until it has worked again
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

    /** The same, with the longest pause at once. */
    synchronized Duration recordFailureWithLongestPause(String how) {
        recordFailure(how);
        pause = LONGEST_PAUSE;
        return pause;
    }

    /** It is being tried again from now on. */
    synchronized void recordRetry() {
        lastTry = clock.millis();
    }

    /**
     * To be asked now and then.
     *
     * @param running whether it runs at this moment
     * @return true once, when it has run long enough
     */
    synchronized boolean checkRecovered(boolean running) {
        if (what.isEmpty() || lastTry == 0) {
            return false;
        }
        if (!running) {
            lastTry = clock.millis();
            return false;
        }
        if (clock.millis() - lastTry < STEADY.toMillis()) {
            return false;
        }
        what = "";
        return true;
    }

    /** In words; empty: nothing stands in its way. */
    synchronized String description() {
        return what;
    }

    /** How long it has not worked; zero when it does. */
    synchronized Duration duration() {
        return what.isEmpty() ? Duration.ZERO : Duration.ofMillis(Math.max(0, clock.millis() - since));
    }
}
