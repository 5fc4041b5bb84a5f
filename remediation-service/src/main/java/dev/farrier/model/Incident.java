package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * One (policy, group) from detection until it is over; written whole on every change.
 *
 * @param commit the commit it is decided under, to its end
 * @param target resource name; empty when it has none
 * @param site the target's site; empty when it has no target
 * @param shadow decided and recorded, nothing run
 * @param reason why it stands where it stands
 * @param until when it will be looked at again, epoch milliseconds; 0: when something happens
 * @param detection the one that opened it
 * @param repeats how many further detections it has absorbed
 * @param closedAt epoch milliseconds; 0 while it is not over
 * @param calling whether a person has to be called, and was
 */
@RecordBuilder
public record Incident(
        String id,
        String policy,
        String commit,
        SortedMap<String, String> group,
        String target,
        String site,
        boolean shadow,
        IncidentState state,
        Reason reason,
        long until,
        Detection detection,
        long repeats,
        long openedAt,
        long updatedAt,
        long closedAt,
        RemediationProgress work,
        Symptom symptom,
        CallStatus calling,
        List<CommandResult> history)
        implements IncidentBuilder.With {
    private static final int HISTORY = 100;

    public Incident {
        group = Labels.copyOf(group);
        history = List.copyOf(history);
    }

    /** @param lookAgainAt {@link #until} */
    public Incident transitioned(IncidentState to, Reason why, long lookAgainAt, long now) {
        return with(
                b -> b.state(to).reason(why).until(lookAgainAt).updatedAt(now).closedAt(to.isOver() ? now : 0));
    }

    public Incident withRepeat() {
        return withRepeats(repeats + 1);
    }

    public Incident withDone(CommandResult done) {
        List<CommandResult> longer =
                new ArrayList<>(history.size() < HISTORY ? history : history.subList(1, history.size()));
        longer.add(done);
        return withHistory(longer);
    }

    /**
     * What is known of the symptom itself.
     *
     * @param lastMatch event time of the newest match
     * @param clearedAt event time at which it ended; 0: it has not
     */
    public record Symptom(long lastMatch, long clearedAt) {}

    /**
     * @param since the decider's clock when it was decided that a person must be called; 0: it was not
     * @param deliveredAt when the first call was delivered, epoch milliseconds; 0: none was yet
     * @param call id of the call that stands for it: its own, or a collective one's; empty: none
     */
    public record CallStatus(long since, long deliveredAt, String call) {
        public static final CallStatus NOBODY = new CallStatus(0, 0, "");

        /** Somebody must be called, and nobody was yet. */
        public boolean isOpen() {
            return since > 0 && deliveredAt == 0;
        }
    }

    /**
     * One command that has ended, for the story; the newest 100 are kept.
     *
     * @param output of one that failed: the end of what it printed, at most 2,000 characters; else empty
     * @param at when its end was appended, epoch milliseconds
     */
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false, enableWither = false)
    public record CommandResult(
            String rung,
            String step,
            Purpose purpose,
            String command,
            OutcomeKind kind,
            int exitCode,
            String detail,
            String output,
            long at) {}
}
