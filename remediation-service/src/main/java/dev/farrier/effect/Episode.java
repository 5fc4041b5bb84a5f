package dev.farrier.effect;

import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One appearance of a symptom: an incident from its first decision, or from its relapse, to its end.
 *
 * @param openedAt decider's clock, as all times here, epoch milliseconds
 * @param wouldRun the rung that a policy in shadow would have run; empty: it ran, or would have run, nothing in shadow
 * @param wouldRunAt when it would have run; 0: see above
 * @param runs in their order
 * @param calledFor why a person was called first; null: nobody was
 * @param end null while it is open
 * @param endReason null while it is open
 * @param endedAt 0 while it is open
 */
public record Episode(
        String incident,
        String policy,
        SortedMap<String, String> group,
        String target,
        long openedAt,
        String wouldRun,
        long wouldRunAt,
        List<RungRun> runs,
        @Nullable Reason calledFor,
        @Nullable IncidentState end,
        @Nullable Reason endReason,
        long endedAt) {
    public Episode {
        runs = List.copyOf(runs);
    }

    public boolean inShadow() {
        return wouldRunAt > 0;
    }

    /** By what was run, and no person was called. */
    public boolean healed() {
        return !runs.isEmpty() && runs.getLast().healed();
    }

    /** The symptom ended, nothing was run, and no person was called. */
    public boolean clearedItself() {
        return end == IncidentState.RESOLVED && runs.isEmpty() && calledFor == null;
    }

    /** It was found that there was nothing to remediate, or nothing to remediate it on. */
    public boolean wasNone() {
        return end == IncidentState.SUPPRESSED && endReason != Reason.SHADOW;
    }
}
