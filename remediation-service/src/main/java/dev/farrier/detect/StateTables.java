package dev.farrier.detect;

import dev.farrier.detect.state.GroupStore;
import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StateTable;
import dev.farrier.detect.state.StateTable.TableLimits;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The state of all groups: of detectors that fire at events, that wait for a symptom to last, and of absences; and the symptoms of policies. */
final class StateTables {
    private static final long DAY = 86_400_000;

    final StateTable<WindowState> windows;
    final StateTable<SustainedState> sustained;
    final StateTable<AbsenceState> absences;
    final StateTable<SymptomState> symptoms;

    StateTables(GroupStore store, TableLimits limits, DropCounter tally) {
        windows =
                new StateTable<>("w", store, WindowState.VERSION, "a detector's window", limits, countForgotten(tally));
        sustained = new StateTable<>(
                "l", store, SustainedState.VERSION, "what lasts of a group", limits, countForgotten(tally));
        absences =
                new StateTable<>("a", store, AbsenceState.VERSION, "a group's silence", limits, countForgotten(tally));
        symptoms =
                new StateTable<>("s", store, SymptomState.VERSION, "a group's symptom", limits, countForgotten(tally));
    }

    private static Consumer<Namespace> countForgotten(DropCounter tally) {
        return owner -> tally.count(DropCounter.DropReason.GROUP_FORGOTTEN, owner.policy());
    }

    @Nullable
    SymptomState symptom(Namespace owner, String group) {
        return symptoms.get(owner, group, SymptomState::new);
    }

    SymptomState symptomOrNew(Namespace owner, String group) {
        SymptomState known = symptom(owner, group);
        return known == null ? new SymptomState(owner, group) : known;
    }

    /** Also notes that evidence is due when the group is tracked. */
    void save(SymptomState symptom, long keep, long now) {
        symptoms.save(symptom, now + keep);
        if (symptom.tracked) {
            symptoms.mark(symptom);
        }
    }

    /** Takes out the groups whose evidence has changed, at most this many. */
    List<SymptomState> drainChanged(int limit) {
        return symptoms.drainMarked(limit, SymptomState::new);
    }

    /** Forgets what was not touched for long enough, looking at no more than this many. */
    void forgetIdle(long now, int limit) {
        int left = sustained.forgetIdle(now, absences.forgetIdle(now, windows.forgetIdle(now, limit)));
        symptoms.forgetIdle(now, left);
    }

    void flush() {
        windows.flush();
        sustained.flush();
        absences.flush();
        symptoms.flush();
    }

    static long days(int days) {
        return days * DAY;
    }
}
