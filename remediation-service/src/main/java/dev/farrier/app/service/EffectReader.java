package dev.farrier.app.service;

import dev.farrier.effect.PolicyEffect;
import dev.farrier.stream.client.HistoryReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What remediation was worth, as the audit tells. A month of it may be millions of records, so it is read by one request at a time,
 * and an answer serves for a minute.
 */
final class EffectReader {
    private static final long SERVES = Duration.ofMinutes(1).toMillis();

    private final HistoryReader history;
    private final InstantSource clock;
    private Duration window = Duration.ZERO;
    private long readAt;
    private SortedMap<String, PolicyEffect> effects = new TreeMap<>();

    EffectReader(HistoryReader history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /** By policy, those that had an incident in this time up to now. */
    synchronized SortedMap<String, PolicyEffect> effects(Duration wanted) {
        long now = clock.millis();
        if (!window.equals(wanted) || now - readAt >= SERVES) {
            long since = now - wanted.toMillis();
            effects = PolicyEffect.of(history.episodes(since), since);
            window = wanted;
            readAt = now;
        }
        return effects;
    }
}
