package dev.farrier.detect;

import dev.farrier.detect.state.GroupStore;
import dev.farrier.detect.state.Owner;
import dev.farrier.detect.state.StateTable;
import dev.farrier.detect.state.StateTable.Limits;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that is kept of groups: windows of detectors, silences of absences, and symptoms of policies. */
final class Groups {
    private static final long DAY = 86_400_000;

    final StateTable<Window> windows;
    final StateTable<Silence> silences;
    final StateTable<Symptom> symptoms;

    Groups(GroupStore store, Limits limits, Tally tally) {
        windows = new StateTable<>("w", store, Window.VERSION, "a detector's window", limits, left(tally));
        silences = new StateTable<>("a", store, Silence.VERSION, "a group's silence", limits, left(tally));
        symptoms = new StateTable<>("s", store, Symptom.VERSION, "a group's symptom", limits, left(tally));
    }

    private static Consumer<Owner> left(Tally tally) {
        return owner -> tally.count(Tally.What.GROUP_FORGOTTEN, owner.policy());
    }

    @Nullable
    Symptom symptom(Owner owner, String group) {
        return symptoms.get(owner, group, Symptom::new);
    }

    /** Also notes that evidence is due when the group is tracked. */
    void save(Symptom symptom, long keep, long now) {
        symptoms.save(symptom, now + keep);
        if (symptom.tracked) {
            symptoms.mark(symptom);
        }
    }

    /** Takes out the groups whose evidence has changed, at most this many. */
    List<Symptom> takeChanged(int limit) {
        return symptoms.takeMarked(limit, Symptom::new);
    }

    /** Forgets what was not touched for long enough, looking at no more than this many. */
    void forgetIdle(long now, int limit) {
        symptoms.forgetIdle(now, silences.forgetIdle(now, windows.forgetIdle(now, limit)));
    }

    static long days(int days) {
        return days * DAY;
    }
}
