package dev.farrier.detect;

import static dev.farrier.detect.state.Kept.NEVER;

import dev.farrier.detect.fold.Firing;
import dev.farrier.policy.Detector;
import java.util.function.BiConsumer;

/**
 * Judges what has lasted, for sustained, when the clock of every source has passed its end, and only while each is known to
 * be alive: what would have cleared it could have been lost with its source. Like silence, it counts from when the sources
 * were heard again after a gap.
 */
final class Sustains {
    private final Groups groups;

    Sustains(Groups groups) {
        this.groups = groups;
    }

    /** Hands out what has lasted for long enough, with its group. */
    void judge(
            PolicyDetector detector,
            Detector.Sustained sustained,
            Sources sources,
            long now,
            BiConsumer<String, Firing> fire) {
        for (String group : groups.spells.due(detector.owner, sources.clock(), Absences.BATCH)) {
            Spell spell = groups.spells.get(detector.owner, group, detector::readSpell);
            if (spell == null) {
                continue;
            }
            if (sources.spoke(spell.due())) {
                spell.waiting.pass(sources.clock(), sources.aliveSince(), detector.rules, firing -> {
                    fired(detector, spell, firing, now);
                    fire.accept(group, firing);
                });
                long due = spell.waiting.due();
                groups.spells.lookAt(
                        spell,
                        due == NEVER || due >= sources.clock()
                                ? due
                                : Math.max(
                                        sources.clock(),
                                        sources.aliveSince()
                                                + sustained.forTime().toMillis()));
            } else {
                groups.spells.lookAt(spell, sources.clock());
            }
            groups.spells.saveSame(spell);
        }
    }

    private void fired(PolicyDetector detector, Spell spell, Firing firing, long now) {
        Symptom symptom = groups.symptomOrNew(detector.symptoms, spell.group());
        symptom.fired(firing.time(), firing.number());
        groups.catchUp(symptom, spell.waiting, firing);
        groups.save(symptom, detector.keep(symptom), now);
    }
}
