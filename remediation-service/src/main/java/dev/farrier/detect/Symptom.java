package dev.farrier.detect;

import dev.farrier.detect.state.Hash;
import dev.farrier.detect.state.Kept;
import dev.farrier.detect.state.Owner;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.model.Alert;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of one policy's group besides its window: the alerts in it, and, once it has fired, how the symptom goes
 * on. It does not depend on the detector, so that an edited policy neither counts an alert again nor loses sight of an
 * open incident.
 *
 * <p>At most 25 bytes for each of 1,000 alerts, and about 40.
 */
final class Symptom extends Kept {
    static final int VERSION = 1;
    static final int ALERTS = 1_000;

    /** It has fired: evidence is sent. */
    boolean tracked;
    /** As in {@link dev.farrier.model.Evidence}. */
    long lastMatch;

    long clearedAt;
    /** With {@link #clearedAt} the place of what cleared it in the order of events. */
    private long clearedNumber;
    /** Of the last firing, in the order of events. */
    private long firedAt = NEVER;

    private long firedNumber;
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

    Symptom(Owner owner, String group) {
        super(owner, group);
    }

    Symptom(Owner owner, String group, StateBytes.Reader in) {
        super(owner, group);
        tracked = in.flag();
        if (tracked) {
            lastMatch = in.fixed();
            clearedAt = in.fixed();
            clearedNumber = in.number();
            firedAt = in.fixed();
            firedNumber = in.number();
        }
        overflowed = in.flag();
        for (int i = in.size(); i > 0; i--) {
            alerts.put(in.fixed(), new Seen(in.fixed(), in.flag(), in.fixed()));
        }
    }

    @Override
    protected void write(StateBytes.Writer out) {
        out.flag(tracked);
        if (tracked) {
            out.fixed(lastMatch)
                    .fixed(clearedAt)
                    .number(clearedNumber)
                    .fixed(firedAt)
                    .number(firedNumber);
        }
        out.flag(overflowed).number(alerts.size());
        alerts.forEach((fingerprint, seen) ->
                out.fixed(fingerprint).fixed(seen.startsAt).flag(seen.firing).fixed(seen.at));
    }

    String policy() {
        return owner().policy();
    }

    /** It has fired; what had cleared before that has not. */
    void fired(long time, long number) {
        tracked = true;
        if (isAfter(time, number, firedAt, firedNumber)) {
            firedAt = time;
            firedNumber = number;
        }
        if (isAfter(time, number, clearedAt, clearedNumber)) {
            clearedAt = 0;
        }
    }

    /** An event says that it has ended. Returns whether that is news. */
    boolean cleared(long time, long number) {
        if (!tracked || clearedAt != 0 || isAfter(firedAt, firedNumber, time, number)) {
            return false;
        }
        clearedAt = time;
        clearedNumber = number;
        return true;
    }

    private static boolean isAfter(long time, long number, long otherTime, long otherNumber) {
        return time > otherTime || (time == otherTime && number > otherNumber);
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
