package dev.farrier.model;

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
        List<CommandResult> history) {
    private static final int HISTORY = 100;

    public Incident {
        group = Labels.copyOf(group);
        history = List.copyOf(history);
    }

    public Incident transitioned(IncidentState to, Reason why, long lookAgainAt, long now) {
        return with(to, why, lookAgainAt, repeats, now, to.isOver() ? now : 0, work, symptom, calling, history);
    }

    public Incident withWork(RemediationProgress newWork) {
        return with(state, reason, until, repeats, updatedAt, closedAt, newWork, symptom, calling, history);
    }

    public Incident withSymptom(Symptom newSymptom) {
        return with(state, reason, until, repeats, updatedAt, closedAt, work, newSymptom, calling, history);
    }

    public Incident withCalling(CallStatus newCalling) {
        return with(state, reason, until, repeats, updatedAt, closedAt, work, symptom, newCalling, history);
    }

    public Incident withRepeat() {
        return with(state, reason, until, repeats + 1, updatedAt, closedAt, work, symptom, calling, history);
    }

    public Incident withDone(CommandResult done) {
        List<CommandResult> longer =
                new ArrayList<>(history.size() < HISTORY ? history : history.subList(1, history.size()));
        longer.add(done);
        return with(state, reason, until, repeats, updatedAt, closedAt, work, symptom, calling, longer);
    }

    /** Everything that can change in an incident's life; the rest stays what it was when it was opened. */
    private Incident with(
            IncidentState newState,
            Reason newReason,
            long newUntil,
            long newRepeats,
            long newUpdatedAt,
            long newClosedAt,
            RemediationProgress newWork,
            Symptom newSymptom,
            CallStatus newCalling,
            List<CommandResult> newHistory) {
        return new Incident(
                id,
                policy,
                commit,
                group,
                target,
                site,
                shadow,
                newState,
                newReason,
                newUntil,
                detection,
                newRepeats,
                openedAt,
                newUpdatedAt,
                newClosedAt,
                newWork,
                newSymptom,
                newCalling,
                newHistory);
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
