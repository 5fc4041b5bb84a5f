package dev.farrier.detect;

import dev.farrier.detect.state.GroupStore;
import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StateTable;
import dev.farrier.detect.state.StateTable.TableLimits;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tables with the state of all groups: one for each kind of detector, and one for the symptoms of policies. */
final class StateTables {
    private static final long DAY = 86_400_000;

    final StateTable<WindowState> windows;
    final StateTable<SustainedState> sustained;
    final StateTable<AbsenceState> absences;
    final StateTable<SymptomState> symptoms;

    StateTables(GroupStore store, TableLimits limits, DropCounter drops) {
        windows =
                new StateTable<>("w", store, WindowState.VERSION, "a detector's window", limits, countForgotten(drops));
        sustained = new StateTable<>(
                "l", store, SustainedState.VERSION, "what lasts of a group", limits, countForgotten(drops));
        absences =
                new StateTable<>("a", store, AbsenceState.VERSION, "a group's silence", limits, countForgotten(drops));
        symptoms =
                new StateTable<>("s", store, SymptomState.VERSION, "a group's symptom", limits, countForgotten(drops));
    }

    private static Consumer<Namespace> countForgotten(DropCounter drops) {
        return namespace -> drops.count(DropCounter.DropReason.GROUP_FORGOTTEN, namespace.policy());
    }

    @Nullable
    SymptomState symptom(Namespace namespace, String group) {
        return symptoms.get(namespace, group, SymptomState::new);
    }

    SymptomState symptomOrNew(Namespace namespace, String group) {
        SymptomState known = symptom(namespace, group);
        return known == null ? new SymptomState(namespace, group) : known;
    }

    /** Also marks a group that has fired, so that its evidence is sent. */
    void save(SymptomState symptom, long keep, long now) {
        symptoms.save(symptom, now + keep);
        if (symptom.tracked) {
            symptoms.mark(symptom);
        }
    }

    /** Takes out the groups whose evidence is to be sent, at most this many. */
    List<SymptomState> drainChanged(int limit) {
        return symptoms.drainMarked(limit, SymptomState::new);
    }

    /** Forgets groups whose retention is over; reads no more than this many. */
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
