package dev.farrier.detect;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.state.StateEntry;
import dev.farrier.detect.state.StateTable;
import dev.farrier.policy.Detector.Trigger;
import java.util.function.BiConsumer;

/** Evaluates the detectors that fire when the clocks of their sources have passed a time: sustained, and absence. */
final class TimerEvaluator {
    /** How many groups of a policy are evaluated for one marker. */
    static final int BATCH = 1_000;

    private final StateTables tables;

    TimerEvaluator(StateTables tables) {
        this.tables = tables;
    }

    /**
     * Evaluates the groups whose time the clocks of the sources have passed.
     *
     * @param now stream time, epoch milliseconds
     * @param fire gets each group that fires
     */
    void evaluate(PolicyDetector detector, SourceHealth sources, long now, BiConsumer<String, Firing> fire) {
        if (detector.trigger == Trigger.SILENCE) {
            registerExpected(detector, sources, now);
            evaluate(tables.absences, AbsenceState::new, detector, sources, now, fire);
        } else {
            evaluate(tables.sustained, detector::readSustainedState, detector, sources, now, fire);
        }
    }

    /**
     * Adds a state for some of the groups that are expected to speak and have none yet: they have the full time from now on. A
     * group that never spoke and is no longer expected is removed when it is due.
     */
    private void registerExpected(PolicyDetector detector, SourceHealth sources, long now) {
        for (String group : detector.drainUnregistered(BATCH)) {
            if (tables.absences.get(detector.namespace, group, AbsenceState::new) == null) {
                AbsenceState state = new AbsenceState(detector.namespace, group);
                state.expectedSince = sources.clock();
                tables.absences.schedule(state, sources.clock() + detector.window);
                tables.absences.save(state, now + detector.retention);
            }
        }
    }

    /** Forgets since when the groups were expected that never spoke: who evaluates next registers them, and they have the full time. */
    void expectAnew(PolicyDetector detector) {
        for (String group : detector.expected()) {
            AbsenceState state = tables.absences.get(detector.namespace, group, AbsenceState::new);
            if (state != null && state.lastHeardAt == StateEntry.NEVER) {
                tables.absences.remove(state);
            }
        }
    }

    private <S extends TimedState> void evaluate(
            StateTable<S> table,
            StateTable.StateReader<S> reader,
            PolicyDetector detector,
            SourceHealth sources,
            long now,
            BiConsumer<String, Firing> fire) {
        for (String group : table.due(detector.namespace, sources.clock(), BATCH)) {
            S state = table.get(detector.namespace, group, reader);
            if (state == null) {
                continue;
            }
            if (state.isObsolete(detector)) {
                table.remove(state);
                continue;
            }
            table.schedule(state, state.advance(detector, sources, firing -> {
                SymptomState symptom = tables.symptomOrNew(detector.symptoms, group);
                symptom.recordFiring(firing.time(), firing.number());
                state.catchUp(symptom, firing);
                tables.save(symptom, detector.retentionOf(symptom), now);
                fire.accept(group, firing);
            }));
            table.saveWithoutRenewal(state);
        }
    }
}
