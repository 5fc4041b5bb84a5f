package dev.farrier.detect;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.state.GroupStore;
import dev.farrier.detect.state.Kept;
import dev.farrier.detect.state.Owner;
import dev.farrier.detect.state.StateTable;
import dev.farrier.detect.state.StateTable.Limits;
import dev.farrier.detect.time.Waiting;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that is kept of groups: windows of detectors, spells of what lasts, silences of absences, and symptoms of policies. */
final class Groups {
    private static final long DAY = 86_400_000;

    final StateTable<Window> windows;
    final StateTable<Spell> spells;
    final StateTable<Silence> silences;
    final StateTable<Symptom> symptoms;

    Groups(GroupStore store, Limits limits, Tally tally) {
        windows = new StateTable<>("w", store, Window.VERSION, "a detector's window", limits, left(tally));
        spells = new StateTable<>("l", store, Spell.VERSION, "what lasts of a group", limits, left(tally));
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

    Symptom symptomOrNew(Owner owner, String group) {
        Symptom known = symptom(owner, group);
        return known == null ? new Symptom(owner, group) : known;
    }

    /** What lasts fires late: what has come since is known already. */
    void catchUp(Symptom symptom, Waiting waiting, Firing firing) {
        symptom.lastMatch = Math.max(symptom.lastMatch, waiting.matchedAt());
        long clearedAt = waiting.clearedAfter(firing.time());
        if (clearedAt != Kept.NEVER) {
            symptom.cleared(clearedAt, Long.MAX_VALUE);
        }
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
        int left = spells.forgetIdle(now, silences.forgetIdle(now, windows.forgetIdle(now, limit)));
        symptoms.forgetIdle(now, left);
    }

    void write() {
        windows.write();
        spells.write();
        silences.write();
        symptoms.write();
    }

    static long days(int days) {
        return days * DAY;
    }
}
