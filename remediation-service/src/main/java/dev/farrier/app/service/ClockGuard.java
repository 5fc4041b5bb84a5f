package dev.farrier.app.service;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Notices that the machine's clock was set back. Kafka's clients measure by it how long they have waited, so they stand still until
 * it shows again what it showed before: they send no heartbeats, commit nothing, and give no connection up.
 */
final class ClockGuard {
    /** So long a standstill is no worse than a connection that was lost. */
    static final Duration TOLERATED = Duration.ofSeconds(10);

    private final InstantSource clock;
    private long latest;

    ClockGuard(InstantSource clock) {
        this.clock = clock;
        this.latest = clock.millis();
    }

    /** To be asked often. Why this process must end; empty: it need not. */
    synchronized String problem() {
        long now = clock.millis();
        latest = Math.max(latest, now);
        long back = latest - now;
        return back <= TOLERATED.toMillis()
                ? ""
                : "the clock of this machine was set back by "
                        + Duration.ofMillis(back).toSeconds() + " s, and Kafka's clients would stand still for so long";
    }
}
