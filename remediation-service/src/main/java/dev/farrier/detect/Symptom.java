package dev.farrier.detect;

import dev.farrier.model.Alert;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of one policy's group besides its window: the alerts in it, and, once it has fired, how the symptom goes
 * on. It does not depend on the detector, so that an edited policy neither counts an alert again nor loses sight of an
 * open incident.
 *
 * <p>At most 25 bytes for each of 1,000 alerts, and the names of the policy and the group.
 */
final class Symptom {
    static final int VERSION = 1;
    static final int ALERTS = 1_000;

    final String policy;
    final SortedMap<String, String> group;
    /** Stream time of the last change, epoch milliseconds; it is forgotten {@code keep} milliseconds later. */
    long touched;

    long keep;
    /** It has fired: evidence is sent. */
    boolean tracked;
    /** As in {@link dev.farrier.model.Evidence}. */
    long lastMatch;

    long clearedAt;
    /** An alert was not remembered: from here on nobody can say that all have resolved. */
    private boolean overflowed;

    private final TreeMap<Long, Seen> alerts = new TreeMap<>();

    /** @param at event time of the newest event about it */
    private record Seen(long startsAt, boolean firing, long at) {}

    /** What an alert's event means. */
    enum News {
        FIRING,
        RESOLVED,
        NONE
    }

    Symptom(String policy, SortedMap<String, String> group) {
        this.policy = policy;
        this.group = group;
    }

    private Symptom(StateBytes.Reader in) {
        touched = in.fixed();
        keep = in.number();
        policy = in.text();
        group = in.labels();
        tracked = in.flag();
        lastMatch = in.fixed();
        clearedAt = in.fixed();
        overflowed = in.flag();
        for (int i = in.size(); i > 0; i--) {
            alerts.put(in.fixed(), new Seen(in.fixed(), in.flag(), in.fixed()));
        }
    }

    /** @throws IllegalStateException when a newer version wrote it */
    static Symptom read(byte[] state) {
        return new Symptom(new StateBytes.Reader(state, VERSION, "a group's symptom"));
    }

    byte[] write() {
        StateBytes.Writer out = new StateBytes.Writer(VERSION)
                .fixed(touched)
                .number(keep)
                .text(policy)
                .labels(group)
                .flag(tracked)
                .fixed(lastMatch)
                .fixed(clearedAt)
                .flag(overflowed)
                .number(alerts.size());
        alerts.forEach((fingerprint, seen) ->
                out.fixed(fingerprint).fixed(seen.startsAt).flag(seen.firing).fixed(seen.at));
        return out.bytes();
    }

    /**
     * Notes one alert's event: (fingerprint, startsAt) names one firing, which begins and ends at most once, in whatever
     * order the two are told.
     *
     * @param at event time, epoch milliseconds
     */
    News see(Alert alert, long at, Runnable forgotten) {
        long fingerprint = Hash.of(alert.fingerprint());
        Seen before = alerts.get(fingerprint);
        if (before == null || alert.startsAt() > before.startsAt) {
            boolean ended = before != null && before.firing && !alert.firing();
            remember(fingerprint, new Seen(alert.startsAt(), alert.firing(), at), forgotten);
            return alert.firing() ? News.FIRING : ended ? News.RESOLVED : News.NONE;
        }
        if (alert.startsAt() < before.startsAt || (alert.firing() && !before.firing)) {
            return News.NONE;
        }
        if (alert.firing() == before.firing) {
            alerts.put(fingerprint, new Seen(alert.startsAt(), alert.firing(), Math.max(at, before.at)));
            return News.NONE;
        }
        alerts.put(fingerprint, new Seen(alert.startsAt(), false, at));
        return News.RESOLVED;
    }

    private void remember(long fingerprint, Seen seen, Runnable forgotten) {
        if (alerts.size() >= ALERTS && !alerts.containsKey(fingerprint)) {
            forgotten.run();
            Map.Entry<Long, Seen> oldest = alerts.entrySet().stream()
                    .filter(entry -> !entry.getValue().firing)
                    .min(Comparator.comparingLong(entry -> entry.getValue().at))
                    .orElse(null);
            if (oldest == null) {
                overflowed = true;
                return;
            }
            alerts.remove(oldest.getKey());
        }
        alerts.put(fingerprint, seen);
    }

    /** When the last of the alerts ended, epoch milliseconds; 0 while one is firing, or may be. */
    long allResolvedAt() {
        if (overflowed || alerts.values().stream().anyMatch(Seen::firing)) {
            return 0;
        }
        return alerts.values().stream().mapToLong(Seen::at).max().orElse(0);
    }
}
