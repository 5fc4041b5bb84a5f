package dev.farrier.detect;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.fold.Firing;
import dev.farrier.model.Labels;
import dev.farrier.policy.Detector;
import dev.farrier.policy.time.Durations;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Judges silence, for absence. It counts from the group's last event, or from when its sources were heard again after a
 * gap, whichever is later: an outage of a source, or of ours, kills nobody, and after it everybody gets the full time to
 * speak again. It is judged when the clock of every source has passed its end, and only while each is known to be alive.
 *
 * <p>Who is expected to speak is entered when the policy comes into force or the resource into the inventory, and has the
 * full time from then on; it is left out again when it is no longer expected before it ever spoke.
 */
final class AbsenceEvaluator {
    /** How many groups of a policy are looked at for one marker. */
    static final int BATCH = 1_000;

    private final StateTables groups;

    AbsenceEvaluator(StateTables groups) {
        this.groups = groups;
    }

    /** Enters some of those who are expected and not known yet. */
    void registerExpected(PolicyDetector detector, Detector.Absence absence, SourceHealth sources, long now) {
        for (String group : detector.drainUnregistered(BATCH)) {
            if (groups.absences.get(detector.owner, group, AbsenceState::new) == null) {
                AbsenceState silence = new AbsenceState(detector.owner, group);
                silence.expectedSince = sources.clock();
                groups.absences.schedule(
                        silence, sources.clock() + absence.forTime().toMillis());
                groups.absences.save(silence, now + detector.retention);
            }
        }
    }

    /** Hands out each silence that is complete, with its group. */
    void evaluate(
            PolicyDetector detector,
            Detector.Absence absence,
            SourceHealth sources,
            long now,
            BiConsumer<String, Firing> fire) {
        for (String group : groups.absences.due(detector.owner, sources.clock(), BATCH)) {
            AbsenceState silence = groups.absences.get(detector.owner, group, AbsenceState::new);
            if (silence == null) {
                continue;
            }
            boolean neverSpoke = silence.lastHeardAt == NEVER;
            if (neverSpoke && !detector.expects(group)) {
                groups.absences.remove(silence);
                continue;
            }
            long since = Math.max(silence.lastHeardAt, silence.expectedSince);
            long due = Math.max(since, sources.aliveSince()) + absence.forTime().toMillis();
            if (due >= sources.clock()) {
                groups.absences.schedule(silence, due);
            } else if (!sources.aliveApartFrom(Labels.parse(group), due)) {
                groups.absences.schedule(silence, sources.clock());
            } else {
                groups.absences.schedule(silence, NEVER);
                recordFiring(detector, silence, due, now);
                List<String> heardBy = List.copyOf(neverSpoke ? detector.sources : silence.sources.keySet());
                String because = (neverSpoke ? "never heard, and expected for " : "silent for ")
                        + Durations.format(absence.forTime());
                fire.accept(group, new Firing(due, since, 0, 0, heardBy, because, List.of()));
            }
            groups.absences.saveWithoutRenewal(silence);
        }
    }

    private void recordFiring(PolicyDetector detector, AbsenceState silence, long due, long now) {
        SymptomState symptom = groups.symptomOrNew(detector.symptoms, silence.group());
        symptom.recordFiring(due, 0);
        symptom.lastMatch = Math.max(symptom.lastMatch, silence.lastHeardAt);
        symptom.clearedAt = 0;
        groups.save(symptom, detector.retentionOf(symptom), now);
    }
}
