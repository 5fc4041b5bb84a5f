package dev.farrier.detect;

import static dev.farrier.detect.state.Kept.NEVER;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Text;
import dev.farrier.detect.time.SourceClocks;
import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges silence, for absence. It counts from the group's last event, or from when its sources were heard again after a
 * gap, whichever is later: an outage of a source, or of ours, kills nobody, and after it everybody gets the full time to
 * speak again. It is judged when the clock of every source has passed its end, and only while each is known to be alive.
 */
final class Absences {
    /** How many groups of a policy are looked at for one marker. */
    static final int BATCH = 1_000;

    private final Groups groups;
    private final SourceClocks clocks;
    private final boolean assumeAlive;

    /** @param assumeAlive for replay: nothing is asked of the sources but how far they were read */
    Absences(Groups groups, SourceClocks clocks, boolean assumeAlive) {
        this.groups = groups;
        this.clocks = clocks;
        this.assumeAlive = assumeAlive;
    }

    /**
     * @param clock everything that happened before it was read
     * @param aliveSince since when all have been heard without a gap
     */
    private record Sources(List<Source> sources, long clock, long aliveSince) {}

    /** Hands out each silence that is complete, with its group. */
    void judge(PolicyDetector detector, long now, BiConsumer<String, Firing> fire) {
        if (!(detector.policy.detector() instanceof Detector.Absence absence)) {
            return;
        }
        Sources sources = sources(detector.policy, detector.bundle);
        if (sources == null) {
            return;
        }
        for (String group : groups.silences.due(detector.owner, sources.clock, BATCH)) {
            Silence silence = groups.silences.get(detector.owner, group, Silence::new);
            if (silence == null) {
                continue;
            }
            long due = Math.max(silence.newest, sources.aliveSince)
                    + absence.forTime().toMillis();
            if (due >= sources.clock) {
                groups.silences.lookAt(silence, due);
            } else if (!aliveBesides(sources.sources, Labels.parse(group), due)) {
                groups.silences.lookAt(silence, sources.clock);
            } else {
                groups.silences.lookAt(silence, NEVER);
                follow(detector, silence, due, now);
                fire.accept(
                        group,
                        new Firing(
                                due,
                                0,
                                0,
                                List.copyOf(silence.sources.keySet()),
                                "silent for " + Text.of(absence.forTime()),
                                List.of()));
            }
            groups.silences.saveSame(silence);
        }
    }

    /** Null while one of them has no clock or is not known to be alive. */
    private @Nullable Sources sources(Policy policy, Bundle bundle) {
        TreeSet<String> names = new TreeSet<>();
        for (Policy.Alternative alternative : policy.alternatives()) {
            if (policy.detector().of().contains(alternative.name())) {
                names.addAll(alternative.sources());
            }
        }
        List<Source> sources = new ArrayList<>();
        long clock = Long.MAX_VALUE;
        long aliveSince = NEVER;
        for (String name : names) {
            Source source = bundle.sources().get(name);
            long read = clocks.clock(name);
            long alive = clocks.aliveSince(name);
            if (source == null || read == NEVER) {
                return null;
            }
            if (!assumeAlive) {
                if (source.liveness() == null || alive == NEVER) {
                    return null;
                }
                aliveSince = Math.max(aliveSince, alive);
            }
            sources.add(source);
            clock = Math.min(clock, read);
        }
        return sources.isEmpty() ? null : new Sources(sources, clock, aliveSince);
    }

    private boolean aliveBesides(List<Source> sources, SortedMap<String, String> group, long due) {
        return assumeAlive
                || sources.stream()
                        .allMatch(source -> source.liveness() != null
                                && clocks.aliveBesides(source.name(), source.liveness(), group, due));
    }

    private void follow(PolicyDetector detector, Silence silence, long due, long now) {
        Symptom known = groups.symptom(detector.symptoms, silence.group());
        Symptom symptom = known == null ? new Symptom(detector.symptoms, silence.group()) : known;
        symptom.fired(due, 0);
        symptom.lastMatch = Math.max(symptom.lastMatch, silence.newest);
        symptom.clearedAt = 0;
        groups.save(symptom, detector.keep(symptom), now);
    }
}
