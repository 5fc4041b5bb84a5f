package dev.farrier.model;

import dev.farrier.model.RemediationProgress.RungPhase;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The remediation of one group of a policy, from detection to end. Published as a whole on every change.
 *
 * @param commit the commit whose policies apply, to its end
 * @param target resource name; empty when it has none
 * @param site the target's site; empty when it has no target
 * @param shadow decided and recorded, nothing run
 * @param reason why it is in this state
 * @param until when it is decided again, epoch milliseconds; 0: when something happens
 * @param detection the detection that opened it
 * @param repeats how many further detections were merged into it
 * @param closedAt epoch milliseconds; 0 while it is not over
 * @param calling state of its call of a person
 * @param problemReport what is known of earlier heals, its own or of incidents before it; empty: nothing
 * @param relapses how often its symptom has returned soon after it was healed
 * @param relapsedAt decider's clock of the last relapse; 0: there was none
 * @param approval what persons were asked about a rung; null: nothing
 * @param retriedBy who has ordered a retry: kept in the incident that it ends and in the one that it opens; empty: nobody
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
        List<CommandResult> history,
        String problemReport,
        int relapses,
        long relapsedAt,
        @Nullable ApprovalRequest approval,
        String retriedBy)
        implements IncidentBuilder.With {
    private static final int HISTORY = 100;

    public Incident {
        group = Labels.copyOf(group);
        history = List.copyOf(history);
    }

    /** @param newUntil {@link #until} */
    public Incident transitioned(IncidentState to, Reason why, long newUntil, long now) {
        return with(b -> b.state(to).reason(why).until(newUntil).updatedAt(now).closedAt(to.isOver() ? now : 0));
    }

    /**
     * False when it can't end by itself: when nobody knows what a lost worker has done, while something is still to be put back, for
     * an incident without a target, and for one that has stopped its policy on the target.
     */
    public boolean canClear() {
        return work.unresolvedCommand().isEmpty()
                && work.owed().isEmpty()
                && !target.isEmpty()
                && reason != Reason.TARGET_STOPPED;
    }

    /** When a person has last said that a rung of it is wanted, by the decider's clock; 0: nobody has. */
    public long vouchedAt() {
        return approval == null ? 0 : approval.vouchedAt();
    }

    /** When it was opened, or has relapsed: since then it waits, decider's clock. */
    public long since() {
        return Math.max(openedAt, relapsedAt);
    }

    /** The symptom is back after it was healed. What comes next is a run of its own, which begins with the rung after the last one. */
    public Incident relapsed(Symptom now, String report, long at) {
        RemediationProgress again = work.atStep(RungPhase.NONE, 0).withRungStartedAt(0);
        return with(b -> b.work(again)
                .symptom(now)
                .repeats(0)
                .problemReport(report)
                .relapses(relapses + 1)
                .approval(null)
                .calling(CallStatus.NOBODY) // who was called was told that it was over
                .relapsedAt(at));
    }

    /** True when a person was called since something could not be put back. */
    public boolean isToldOfOwed() {
        return state == IncidentState.ESCALATED && reason == Reason.NOT_RETURNED;
    }

    /** What is still out of service, by the name of the resource; empty: nothing is. */
    public String stillOut() {
        return work.owed().isEmpty() ? "" : target + " is still out: " + work.stillOut();
    }

    /** True when its call is not a collective one. */
    public boolean hasOwnCall() {
        return calling.call().startsWith(id);
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
     * Evidence about the symptom.
     *
     * @param lastMatch event time of the newest match
     * @param clearedAt event time at which it ended; 0: it has not
     */
    public record Symptom(long lastMatch, long clearedAt) {}

    /**
     * @param since when the call was decided, by the decider's clock; 0: it was not
     * @param deliveredAt when the call was delivered, epoch milliseconds; 0: it was not yet
     * @param call id of the call: the incident's, or that of a collective call; empty: none
     */
    public record CallStatus(long since, long deliveredAt, String call) {
        public static final CallStatus NOBODY = new CallStatus(0, 0, "");

        /** The call is not delivered yet. */
        public boolean isOpen() {
            return since > 0 && deliveredAt == 0;
        }
    }

    /**
     * The end of a command; an incident keeps the newest 100.
     *
     * @param output of a failed command: the end of its output, at most 2,000 characters; else empty
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
