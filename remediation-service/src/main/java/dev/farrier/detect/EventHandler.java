package dev.farrier.detect;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.time.InsertResult;
import dev.farrier.model.Event;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One event for one policy: what it changes in what its detector keeps of the group, and in what is known of its symptom. */
final class EventHandler {
    private final StateTables groups;
    private final DropCounter tally;
    private final PolicyDetector detector;
    private final Event event;
    private final String group;
    private final long now;
    private final Consumer<Firing> out;
    private @Nullable SymptomState symptom;
    /** The event proves that what was before it has ended, though nobody told. */
    private boolean endedUnreported;

    /**
     * @param group as {@link dev.farrier.model.Labels#key} writes it
     * @param now stream time, epoch milliseconds
     * @param out gets the firings
     */
    EventHandler(
            StateTables groups,
            DropCounter tally,
            PolicyDetector detector,
            Event event,
            String group,
            long now,
            Consumer<Firing> out) {
        this.groups = groups;
        this.tally = tally;
        this.detector = detector;
        this.event = event;
        this.group = group;
        this.now = now;
        this.out = out;
    }

    /** @param met the alternatives that the event met */
    void handle(long met) {
        boolean clears = detector.clears(met);
        if (!clears && !detector.uses(met)) {
            return;
        }
        if (!clears && !detector.isComplete(event)) {
            tally.count(DropCounter.DropReason.INCOMPLETE, detector.policy.name());
            return;
        }
        boolean counts = !clears && detector.counts(met);
        if (detector.policy.detector() instanceof Detector.Absence absence) {
            recordHeartbeat(absence, clears, counts);
        } else if (detector.policy.detector() instanceof Detector.Sustained sustained) {
            applyToSustained(sustained, met, clears, counts);
        } else {
            applyToWindow(met, clears, counts);
        }
    }

    private void applyToWindow(long met, boolean clears, boolean counts) {
        WindowState known = groups.windows.get(detector.owner, group, detector::readWindowState);
        WindowState window = known == null ? detector.newWindowState(group) : known;
        // Most groups have none: it is looked for again only when some group of the policy has got one.
        if (window.noSymptomAt != detector.symptoms.additions()) {
            symptom = groups.symptom(detector.symptoms, group);
            window.noSymptomAt = symptom == null ? detector.symptoms.additions() : -1;
        }
        SymptomState.AlertChange news = alertChange(counts);
        if (news == SymptomState.AlertChange.NONE
                || (news == SymptomState.AlertChange.RESOLVED && !detector.countsEnds())) {
            return;
        }
        boolean alert = event.alert() != null;
        boolean each = detector.policy.detector() instanceof Detector.Each;
        // An alert is never late: what is older than may be counts when it was heard of.
        long time = alert && !each ? Math.max(event.time(), window.buffer.earliest(detector.ordering)) : event.time();
        DetectorEvent seen = detector.toDetectorEvent(event, time, met);
        InsertResult taken = clears
                ? window.buffer.addUncounted(seen, detector.ordering)
                : window.buffer.add(seen, detector.ordering, alert, this::recordFiring);
        if (!countDropped(taken)) {
            return;
        }
        groups.windows.save(window, now + detector.retention);
        if (window.buffer.overflowed()) {
            tally.count(DropCounter.DropReason.WINDOW_FULL, detector.policy.name());
        }
        if (clears) {
            recordClearing(seen);
        } else {
            recordMatch(window.buffer.lastSymptomAt());
        }
    }

    private void applyToSustained(Detector.Sustained sustained, long met, boolean clears, boolean counts) {
        symptom = groups.symptom(detector.symptoms, group);
        SymptomState.AlertChange news = alertChange(counts);
        long allResolvedAt = news == SymptomState.AlertChange.RESOLVED && symptom != null ? symptom.allResolvedAt() : 0;
        boolean ends = clears || (allResolvedAt != 0 && detector.policy.clears() instanceof Clearing.Resolved);
        if (news == SymptomState.AlertChange.NONE || (news == SymptomState.AlertChange.RESOLVED && !ends)) {
            return;
        }
        SustainedState known = groups.sustained.get(detector.owner, group, detector::readSustainedState);
        SustainedState spell = known == null ? detector.newSustainedState(group) : known;
        long time = news == SymptomState.AlertChange.RESOLVED ? allResolvedAt : event.time();
        if (event.alert() != null) {
            time = Math.max(time, spell.buffer.earliest());
        }
        if (endedUnreported && detector.policy.clears() instanceof Clearing.Resolved) {
            spell.buffer.add(detector.toDetectorEvent(event, time, met, true), detector.ordering, this::recordFiring);
            time++;
        }
        DetectorEvent seen = detector.toDetectorEvent(event, time, met, ends);
        if (!countDropped(spell.buffer.add(seen, detector.ordering, firing -> {
            recordFiring(firing);
            groups.catchUp(symptomOrNew(), spell.buffer, firing);
        }))) {
            return;
        }
        long due = seen.time() + sustained.forTime().toMillis();
        if (!ends && (spell.due() == NEVER || due < spell.due())) {
            groups.sustained.schedule(spell, due);
        }
        groups.sustained.save(spell, now + detector.retention);
        if (!ends) {
            recordMatch(event.time());
        } else if (clears) {
            recordClearing(seen);
        }
    }

    /** Of several heartbeats of one time the first says it all: no ids need to be kept. */
    private void recordHeartbeat(Detector.Absence absence, boolean clears, boolean counts) {
        symptom = groups.symptom(detector.symptoms, group);
        if (alertChange(counts) != SymptomState.AlertChange.FIRING) {
            return;
        }
        AbsenceState known = groups.absences.get(detector.owner, group, AbsenceState::new);
        AbsenceState silence = known == null ? new AbsenceState(detector.owner, group) : known;
        if (event.time() <= silence.lastHeardAt) {
            if (event.time() < silence.lastHeardAt - detector.ordering.lateness()) {
                tally.count(DropCounter.DropReason.LATE, detector.policy.name());
            }
            return;
        }
        silence.lastHeardAt = event.time();
        silence.expectedSince = NEVER;
        if (!clears) {
            silence.sources.put(event.source(), event.time());
            if (silence.due() == NEVER) {
                groups.absences.schedule(
                        silence, silence.lastHeardAt + absence.forTime().toMillis());
            }
        }
        groups.absences.save(silence, now + detector.retention);
        if (symptom != null && symptom.tracked) {
            symptom.lastMatch = clears ? symptom.lastMatch : Math.max(symptom.lastMatch, event.time());
            if (symptom.clearedAt == 0) {
                symptom.clearedAt = event.time();
            }
            save(symptom);
        }
    }

    private boolean countDropped(InsertResult taken) {
        switch (taken) {
            case LATE -> tally.count(DropCounter.DropReason.LATE, detector.policy.name());
            case DUPLICATE -> tally.count(DropCounter.DropReason.DUPLICATE, detector.policy.name());
            case ACCEPTED -> {}
        }
        return taken == InsertResult.ACCEPTED;
    }

    /** An alert is told apart by fingerprint and startsAt; {@code resolved} is never a match. What is no alert is news. */
    private SymptomState.AlertChange alertChange(boolean counts) {
        if (event.alert() == null) {
            return SymptomState.AlertChange.FIRING;
        }
        if (!counts) {
            return event.firing() ? SymptomState.AlertChange.FIRING : SymptomState.AlertChange.NONE;
        }
        SymptomState alerts = symptomOrNew();
        SymptomState.AlertChange news = alerts.recordAlert(
                event.alert(),
                event.time(),
                detector.haGrace(event.source()),
                () -> tally.count(DropCounter.DropReason.ALERT_FORGOTTEN, detector.policy.name()));
        endedUnreported = alerts.endedUnreported;
        boolean clearedByResolved = detector.endsByResolved && alerts.tracked;
        switch (news) {
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
            case NONE -> tally.count(DropCounter.DropReason.REPEAT, detector.policy.name());
        }
        save(alerts);
        return news;
    }

    private SymptomState symptomOrNew() {
        SymptomState known = symptom == null ? new SymptomState(detector.symptoms, group) : symptom;
        symptom = known;
        return known;
    }

    private void recordFiring(Firing firing) {
        symptomOrNew().recordFiring(firing.time(), firing.number());
        boolean alert = detector.policy.detector() instanceof Detector.Each
                && event.alert() != null
                && !event.name().isEmpty();
        out.accept(alert ? firing.because("alert " + event.name() + " firing") : firing);
    }

    /** Keeps the evidence of a group that has fired, now or before. */
    private void recordMatch(long time) {
        if (symptom != null && symptom.tracked) {
            symptom.lastMatch = Math.max(symptom.lastMatch, time);
            save(symptom);
        }
    }

    private void recordClearing(DetectorEvent seen) {
        if (symptom != null && symptom.recordClearing(seen.time(), seen.number())) {
            save(symptom);
        }
    }

    private void save(SymptomState changed) {
        groups.save(changed, detector.retentionOf(changed), now);
    }
}
