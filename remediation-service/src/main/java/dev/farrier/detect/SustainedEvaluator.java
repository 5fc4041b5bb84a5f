package dev.farrier.detect;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.fold.Firing;
import dev.farrier.policy.Detector;
import java.util.function.BiConsumer;

/**
 * Judges what has lasted, for sustained, when the clock of every source has passed its end, and only while each is known to
 * be alive: what would have cleared it could have been lost with its source. Like silence, it counts from when the sources
 * were heard again after a gap.
 */
final class SustainedEvaluator {
    private final StateTables groups;

    SustainedEvaluator(StateTables groups) {
        this.groups = groups;
    }

    /** Hands out what has lasted for long enough, with its group. */
    void evaluate(
            PolicyDetector detector,
            Detector.Sustained sustained,
            SourceHealth sources,
            long now,
            BiConsumer<String, Firing> fire) {
        for (String group : groups.sustained.due(detector.owner, sources.clock(), AbsenceEvaluator.BATCH)) {
            SustainedState spell = groups.sustained.get(detector.owner, group, detector::readSustainedState);
            if (spell == null) {
                continue;
            }
            if (sources.aliveAt(spell.due())) {
                spell.buffer.advanceTo(sources.clock(), sources.aliveSince(), detector.ordering, firing -> {
                    recordFiring(detector, spell, firing, now);
                    fire.accept(group, firing);
                });
                long due = spell.buffer.due();
                groups.sustained.schedule(
                        spell,
                        due == NEVER || due >= sources.clock()
                                ? due
                                : Math.max(
                                        sources.clock(),
                                        sources.aliveSince()
                                                + sustained.forTime().toMillis()));
            } else {
                groups.sustained.schedule(spell, sources.clock());
            }
            groups.sustained.saveWithoutRenewal(spell);
        }
    }

    private void recordFiring(PolicyDetector detector, SustainedState spell, Firing firing, long now) {
        SymptomState symptom = groups.symptomOrNew(detector.symptoms, spell.group());
        symptom.recordFiring(firing.time(), firing.number());
        groups.catchUp(symptom, spell.buffer, firing);
        groups.save(symptom, detector.retentionOf(symptom), now);
    }
}
