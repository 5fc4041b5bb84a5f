package dev.farrier.detect;

import static dev.farrier.detect.state.Kept.NEVER;

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
final class Absences {
    /** How many groups of a policy are looked at for one marker. */
    static final int BATCH = 1_000;

    private final Groups groups;

    Absences(Groups groups) {
        this.groups = groups;
    }

    /** Enters some of those who are expected and not known yet. */
    void expect(PolicyDetector detector, Detector.Absence absence, Sources sources, long now) {
        for (String group : detector.takeExpected(BATCH)) {
            if (groups.silences.get(detector.owner, group, Silence::new) == null) {
                Silence silence = new Silence(detector.owner, group);
                silence.expectedSince = sources.clock();
                groups.silences.lookAt(
                        silence, sources.clock() + absence.forTime().toMillis());
                groups.silences.save(silence, now + detector.keep);
            }
        }
    }

    /** Hands out each silence that is complete, with its group. */
    void judge(
            PolicyDetector detector,
            Detector.Absence absence,
            Sources sources,
            long now,
            BiConsumer<String, Firing> fire) {
        for (String group : groups.silences.due(detector.owner, sources.clock(), BATCH)) {
            Silence silence = groups.silences.get(detector.owner, group, Silence::new);
            if (silence == null) {
                continue;
            }
            boolean neverSpoke = silence.newest == NEVER;
            if (neverSpoke && !detector.expects(group)) {
                groups.silences.remove(silence);
                continue;
            }
            long since = Math.max(silence.newest, silence.expectedSince);
            long due = Math.max(since, sources.aliveSince()) + absence.forTime().toMillis();
            if (due >= sources.clock()) {
                groups.silences.lookAt(silence, due);
            } else if (!sources.spokeBesides(Labels.parse(group), due)) {
                groups.silences.lookAt(silence, sources.clock());
            } else {
                groups.silences.lookAt(silence, NEVER);
                follow(detector, silence, due, now);
                List<String> heardBy = List.copyOf(neverSpoke ? detector.sources : silence.sources.keySet());
                String because = (neverSpoke ? "never heard, and expected for " : "silent for ")
                        + Durations.format(absence.forTime());
                fire.accept(group, new Firing(due, since, 0, 0, heardBy, because, List.of()));
            }
            groups.silences.saveSame(silence);
        }
    }

    private void follow(PolicyDetector detector, Silence silence, long due, long now) {
        Symptom symptom = groups.symptomOrNew(detector.symptoms, silence.group());
        symptom.fired(due, 0);
        symptom.lastMatch = Math.max(symptom.lastMatch, silence.newest);
        symptom.clearedAt = 0;
        groups.save(symptom, detector.keep(symptom), now);
    }
}
