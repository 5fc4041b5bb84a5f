package dev.farrier.detect;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.DropCounter.DropReason;
import dev.farrier.detect.SymptomState.AlertChange;
import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.time.InsertResult;
import dev.farrier.model.Event;
import dev.farrier.policy.Clearing;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Applies one event to the state that one policy has of a group: to that of its detector, and to that of its symptom. */
final class EventHandler {
    private final StateTables tables;
    private final DropCounter drops;
    private final PolicyDetector detector;
    private final Event event;
    private final String group;
    private final long now;
    private final Consumer<Firing> out;
    private @Nullable SymptomState symptom;
    /** The event proves that the firing before it has ended, though no {@code resolved} was received. */
    private boolean endedUnreported;

    /**
     * @param group as {@link dev.farrier.model.Labels#key} writes it
     * @param now stream time, epoch milliseconds
     * @param out gets the firings
     */
    EventHandler(
            StateTables tables,
            DropCounter drops,
            PolicyDetector detector,
            Event event,
            String group,
            long now,
            Consumer<Firing> out) {
        this.tables = tables;
        this.drops = drops;
        this.detector = detector;
        this.event = event;
        this.group = group;
        this.now = now;
        this.out = out;
    }

    /** @param alternatives the alternatives that the event met */
    void handle(long alternatives) {
        boolean clears = detector.clears(alternatives);
        if (!clears && !detector.uses(alternatives)) {
            return;
        }
        if (!clears && !detector.isComplete(event)) {
            drops.count(DropReason.INCOMPLETE, detector.policy.name());
            return;
        }
        boolean counts = !clears && detector.counts(alternatives);
        switch (detector.trigger) {
            case EVENT -> applyToWindow(alternatives, clears, counts);
            case DURATION -> applyToSustained(alternatives, clears, counts);
            case SILENCE -> recordHeartbeat(clears, counts);
        }
    }

    private void applyToWindow(long alternatives, boolean clears, boolean counts) {
        WindowState known = tables.windows.get(detector.namespace, group, detector::readWindowState);
        WindowState window = known == null ? detector.newWindowState(group) : known;
        // Most groups have no symptom: the table is read again only when some group of the policy has got one.
        if (window.noSymptomAt != detector.symptoms.additions()) {
            symptom = tables.symptom(detector.symptoms, group);
            window.noSymptomAt = symptom == null ? detector.symptoms.additions() : -1;
        }
        AlertChange change = alertChange(counts);
        if (change == AlertChange.NONE || (change == AlertChange.RESOLVED && !detector.countsEnds())) {
            return;
        }
        boolean alert = event.alert() != null;
        // An alert is never late: one that is older than the lateness allows counts at the earliest allowed time.
        long time = alert && window.buffer.isOrdered()
                ? Math.max(event.time(), window.buffer.earliest(detector.ordering))
                : event.time();
        DetectorEvent added = detector.toDetectorEvent(event, time, alternatives, clears);
        InsertResult result = clears
                ? window.buffer.addUncounted(added, detector.ordering)
                : window.buffer.add(added, detector.ordering, alert, this::recordFiring);
        if (!countDropped(result)) {
            return;
        }
        tables.windows.save(window, now + detector.retention);
        if (window.buffer.overflowed()) {
            drops.count(DropReason.WINDOW_FULL, detector.policy.name());
        }
        if (clears) {
            recordClearing(added);
        } else {
            recordMatch(window.buffer.lastSymptomAt());
        }
    }

    private void applyToSustained(long alternatives, boolean clears, boolean counts) {
        symptom = tables.symptom(detector.symptoms, group);
        AlertChange change = alertChange(counts);
        long allResolvedAt = change == AlertChange.RESOLVED && symptom != null ? symptom.allResolvedAt() : 0;
        boolean ends = clears || (allResolvedAt != 0 && detector.policy.clears() instanceof Clearing.Resolved);
        if (change == AlertChange.NONE || (change == AlertChange.RESOLVED && !ends)) {
            return;
        }
        SustainedState known = tables.sustained.get(detector.namespace, group, detector::readSustainedState);
        SustainedState state = known == null ? detector.newSustainedState(group) : known;
        long time = change == AlertChange.RESOLVED ? allResolvedAt : event.time();
        if (event.alert() != null) {
            time = Math.max(time, state.buffer.earliest());
        }
        if (endedUnreported && detector.policy.clears() instanceof Clearing.Resolved) {
            state.buffer.add(
                    detector.toDetectorEvent(event, time, alternatives, true), detector.ordering, this::recordFiring);
            time++;
        }
        DetectorEvent added = detector.toDetectorEvent(event, time, alternatives, ends);
        if (!countDropped(state.buffer.add(added, detector.ordering, firing -> {
            recordFiring(firing);
            state.catchUp(symptomOrNew(), firing);
        }))) {
            return;
        }
        long due = added.time() + detector.window;
        if (!ends && (state.due() == NEVER || due < state.due())) {
            tables.sustained.schedule(state, due);
        }
        tables.sustained.save(state, now + detector.retention);
        if (!ends) {
            recordMatch(event.time());
        } else if (clears) {
            recordClearing(added);
        }
    }

    /** Of several heartbeats of one time the first says it all: no ids need to be kept. */
    private void recordHeartbeat(boolean clears, boolean counts) {
        symptom = tables.symptom(detector.symptoms, group);
        if (alertChange(counts) != AlertChange.FIRING) {
            return;
        }
        AbsenceState known = tables.absences.get(detector.namespace, group, AbsenceState::new);
        AbsenceState state = known == null ? new AbsenceState(detector.namespace, group) : known;
        if (event.time() <= state.lastHeardAt) {
            if (event.time() < state.lastHeardAt - detector.ordering.lateness()) {
                drops.count(DropReason.LATE, detector.policy.name());
            }
            return;
        }
        state.lastHeardAt = event.time();
        state.expectedSince = NEVER;
        if (!clears) {
            state.sources.put(event.source(), event.time());
            if (state.due() == NEVER) {
                tables.absences.schedule(state, state.lastHeardAt + detector.window);
            }
        }
        tables.absences.save(state, now + detector.retention);
        if (symptom != null && symptom.tracked) {
            symptom.lastMatch = clears ? symptom.lastMatch : Math.max(symptom.lastMatch, event.time());
            if (symptom.clearedAt == 0) {
                symptom.clearedAt = event.time();
            }
            save(symptom);
        }
    }

    private boolean countDropped(InsertResult result) {
        switch (result) {
            case LATE -> drops.count(DropReason.LATE, detector.policy.name());
            case DUPLICATE -> drops.count(DropReason.DUPLICATE, detector.policy.name());
            case ACCEPTED -> {}
        }
        return result == InsertResult.ACCEPTED;
    }

    /**
     * What the event changes: alerts are identified by fingerprint and startsAt, and {@code resolved} is never a match. An event
     * that is no alert always counts as firing.
     */
    private AlertChange alertChange(boolean counts) {
        if (event.alert() == null) {
            return AlertChange.FIRING;
        }
        if (!counts) {
            return event.firing() ? AlertChange.FIRING : AlertChange.NONE;
        }
        SymptomState alerts = symptomOrNew();
        AlertChange change = alerts.recordAlert(
                event.alert(),
                event.time(),
                detector.haGrace(event.source()),
                () -> drops.count(DropReason.ALERT_FORGOTTEN, detector.policy.name()));
        endedUnreported = alerts.endedUnreported;
        boolean clearedByResolved = detector.endsByResolved && alerts.tracked;
        switch (change) {
            case FIRING -> {
                if (clearedByResolved) {
                    alerts.clearedAt = 0;
                }
            }
            case RESOLVED -> {
                if (clearedByResolved) {
                    alerts.clearedAt = alerts.allResolvedAt();
                }
            }
            case NONE -> drops.count(DropReason.REPEAT, detector.policy.name());
        }
        save(alerts);
        return change;
    }

    private SymptomState symptomOrNew() {
        SymptomState known = symptom == null ? new SymptomState(detector.symptoms, group) : symptom;
        symptom = known;
        return known;
    }

    private void recordFiring(Firing firing) {
        symptomOrNew().recordFiring(firing.time(), firing.number());
        out.accept(detector.explained(firing, event));
    }

    /** Updates the symptom of a group that has fired, now or before. */
    private void recordMatch(long time) {
        if (symptom != null && symptom.tracked) {
            symptom.lastMatch = Math.max(symptom.lastMatch, time);
            save(symptom);
        }
    }

    private void recordClearing(DetectorEvent added) {
        if (symptom != null && symptom.recordClearing(added.time(), added.number())) {
            save(symptom);
        }
    }

    private void save(SymptomState changed) {
        tables.save(changed, detector.retentionOf(changed), now);
    }
}
