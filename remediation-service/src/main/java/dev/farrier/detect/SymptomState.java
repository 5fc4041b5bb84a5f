package dev.farrier.detect;

import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StableHash;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.state.StateEntry;
import dev.farrier.model.Alert;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * State of one group of a policy that does not depend on its detector: the alerts in the group, and, once the detector has
 * fired, when the symptom was last seen and when it was cleared. So an edited policy neither counts an alert again nor loses
 * the evidence of an open incident.
 *
 * <p>At most 35 bytes for each of 1,000 alerts, and about 50.
 */
final class SymptomState extends StateEntry {
    static final int VERSION = 2;
    static final int ALERTS = 1_000;
    /**
     * An alert that was not reported for so long may have ended, milliseconds: Alertmanager repeats the notification of a firing
     * alert every four hours by default.
     */
    private static final long ENDED_UNREPORTED_AFTER = Duration.ofDays(1).toMillis();

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
    /** An alert was not remembered, so it cannot be known when all have resolved. */
    private boolean overflowed;
    /** As in {@link dev.farrier.model.Detection}. */
    long symptomStart;
    /** The last event proved that the firing before it has ended, though no {@code resolved} was received. */
    boolean endedUnreported;

    private final TreeMap<Long, AlertFiring> alerts = new TreeMap<>();

    /**
     * The newest firing of one alert.
     *
     * @param latestStart the latest time at which it can have begun, epoch milliseconds: several servers report one firing,
     *     each with its own start, and it had begun when it was first reported
     * @param at event time of the newest event about it
     * @param reportedAt when its present state, firing or resolved, was first reported, epoch milliseconds
     */
    private record AlertFiring(long latestStart, boolean firing, long at, long reportedAt) {
        AlertFiring update(Alert alert, long newAt) {
            return new AlertFiring(
                    Math.max(latestStart, alert.startsAt()),
                    alert.firing(),
                    Math.max(at, newAt),
                    firing == alert.firing() ? reportedAt : alert.notifiedAt());
        }

        /** As far as is known: a firing that was not reported for a day may have ended without a {@code resolved}. */
        boolean isFiring(long now) {
            return firing && now - at < ENDED_UNREPORTED_AFTER;
        }

        AlertFiring ended() {
            return new AlertFiring(latestStart, false, at, reportedAt);
        }

        /** A server that has not noticed the end yet reports the same firing once more. */
        boolean isEchoedBy(Alert alert, long haGrace) {
            return alert.startsAt() <= latestStart && alert.notifiedAt() <= reportedAt + haGrace;
        }
    }

    /** What an alert's event means. */
    enum AlertChange {
        FIRING,
        RESOLVED,
        NONE
    }

    SymptomState(Namespace namespace, String group) {
        super(namespace, group);
    }

    SymptomState(Namespace namespace, String group, StateBytes.Reader in) {
        super(namespace, group);
        tracked = in.flag();
        if (tracked) {
            lastMatch = in.fixed();
            clearedAt = in.fixed();
            clearedNumber = in.number();
            firedAt = in.fixed();
            firedNumber = in.number();
        }
        overflowed = in.flag();
        boolean first = in.version() == 1;
        symptomStart = first ? 0 : in.number();
        for (int i = in.size(); i > 0; i--) {
            long fingerprint = in.fixed();
            long start = in.fixed();
            boolean firing = in.flag();
            long at = in.fixed();
            alerts.put(fingerprint, new AlertFiring(start, firing, at, first ? at : at + in.signed()));
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
        out.flag(overflowed).number(symptomStart).number(alerts.size());
        alerts.forEach((fingerprint, alert) -> out.fixed(fingerprint)
                .fixed(alert.latestStart)
                .flag(alert.firing)
                .fixed(alert.at)
                .signed(alert.reportedAt - alert.at));
    }

    String policy() {
        return namespace().policy();
    }

    /** The detector has fired. A clearing before that no longer counts. */
    void recordFiring(long time, long number) {
        tracked = true;
        if (isAfter(time, number, firedAt, firedNumber)) {
            firedAt = time;
            firedNumber = number;
        }
        if (isAfter(time, number, clearedAt, clearedNumber)) {
            clearedAt = 0;
        }
    }

    /** An event has cleared the symptom. Returns whether that changes anything. */
    boolean recordClearing(long time, long number) {
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
     * Records one notification of an alert. Notifications come in the order in which they were appended: a {@code resolved} ends
     * the firing before it, whatever start it carries, and a firing after it is a new one, unless it is an echo.
     *
     * @param at event time, epoch milliseconds
     * @param haGrace how long after an end another server may still report the same firing, milliseconds
     */
    AlertChange recordAlert(Alert received, long at, long haGrace, Runnable forgotten) {
        Alert alert = received.notifiedAt() != 0
                ? received
                : new Alert(
                        received.fingerprint(),
                        received.firing(),
                        received.startsAt(),
                        at); // an older version wrote it
        long fingerprint = StableHash.of(alert.fingerprint());
        AlertFiring before = alerts.get(fingerprint);
        long latestStart = alert.firing() ? Math.max(alert.startsAt(), alert.notifiedAt()) : alert.startsAt();
        AlertFiring first = new AlertFiring(latestStart, alert.firing(), at, alert.notifiedAt());
        endedUnreported = false;
        if (!alert.firing()) {
            remember(fingerprint, before == null ? first : before.update(alert, at), forgotten);
            return before != null && before.firing ? AlertChange.RESOLVED : AlertChange.NONE;
        }
        if (before != null && !before.firing && before.isEchoedBy(alert, haGrace)) {
            return AlertChange.NONE;
        }
        if (before != null && before.firing && alert.startsAt() <= before.latestStart) {
            alerts.put(fingerprint, before.update(alert, at));
            return AlertChange.NONE;
        }
        overflowed &= alerts.values().stream().anyMatch(other -> at - other.at < ENDED_UNREPORTED_AFTER);
        boolean alone = !overflowed
                && alerts.entrySet().stream()
                        .noneMatch(other -> other.getKey() != fingerprint
                                && other.getValue().isFiring(at));
        endedUnreported = alone && alerts.values().stream().anyMatch(AlertFiring::firing);
        if (alone) {
            symptomStart = alert.startsAt();
        }
        if (endedUnreported) {
            alerts.replaceAll((other, firing) -> firing.ended());
        }
        remember(fingerprint, first, forgotten);
        return AlertChange.FIRING;
    }

    private void remember(long fingerprint, AlertFiring newest, Runnable forgotten) {
        if (alerts.size() >= ALERTS && !alerts.containsKey(fingerprint)) {
            forgotten.run();
            Map.Entry<Long, AlertFiring> oldest = alerts.entrySet().stream()
                    .filter(entry -> !entry.getValue().firing)
                    .min(Comparator.comparingLong(entry -> entry.getValue().at))
                    .orElse(null);
            if (oldest == null) {
                overflowed = true;
                return;
            }
            alerts.remove(oldest.getKey());
        }
        alerts.put(fingerprint, newest);
    }

    /** When the last of the alerts ended, epoch milliseconds; 0 while one is firing, or may be. */
    long allResolvedAt() {
        if (overflowed || alerts.values().stream().anyMatch(AlertFiring::firing)) {
            return 0;
        }
        return alerts.values().stream().mapToLong(AlertFiring::at).max().orElse(0);
    }
}
