package dev.farrier.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far an incident's remediation is.
 *
 * @param rung index of the current rung; -1 before the first
 * @param step index within the phase
 * @param retries how often the current step has failed and been tried again
 * @param resends how often a command of the current step was taken back unstarted and sent anew
 * @param workerLosses how often the worker of the current step's command was lost
 * @param commands commands sent so far; numbers the next one's id
 * @param rungStartedAt decider's clock when the current rung was started, of one that confirms first when that is done; 0:
 *     none was
 * @param lastOutcomeAt when the rung's last outcome was appended; 0: none yet
 * @param verifyDeadline decider's clock by which it must be known that the rung helped; 0: not verifying
 * @param active the command on its way; null: none
 * @param outputs step id → output, of the current rung, each cut at 4 KiB
 * @param failureReason why the rung is being given up while rollback still runs; null: it is not
 * @param cancelledBy who has cancelled it while a command was on its way; empty: nobody
 * @param unresolvedCommand id of the command of which nobody knows how it ended, and which was not run again; empty: there is none
 */
public record RemediationProgress(
        int rung,
        RungPhase phase,
        int step,
        int retries,
        int resends,
        int workerLosses,
        int commands,
        long rungStartedAt,
        long lastOutcomeAt,
        long verifyDeadline,
        @Nullable ActiveCommand active,
        SortedMap<String, String> outputs,
        @Nullable Reason failureReason,
        String cancelledBy,
        String unresolvedCommand) {
    private static final int OUTPUT = 4096;

    public static final RemediationProgress NOT_STARTED =
            new RemediationProgress(-1, RungPhase.NONE, 0, 0, 0, 0, 0, 0, 0, 0, null, new TreeMap<>(), null, "", "");

    /** The part of a rung that is under way. */
    public enum RungPhase {
        NONE,
        CONFIRM,
        STEPS,
        ROLLBACK,
        VERIFY,
        ESCALATE
    }

    /**
     * @param worker who holds the first claim ({@link WorkerInstance#toString}); empty while nobody does
     * @param revoking the decider has written its own claim and waits for it to come back
     * @param refusal why its worker refused it; null: it did not
     * @param wakeAt clock of its site at which it is overdue: unclaimed, not come back, or without an outcome
     * @param trustNeverStartedAt decider's clock at which a later incarnation's word that it was never started is believed; 0: nobody
     *     has said so
     */
    public record ActiveCommand(
            Command command,
            String worker,
            boolean revoking,
            @Nullable RefusalReason refusal,
            long wakeAt,
            long trustNeverStartedAt) {

        /** Just sent. */
        public ActiveCommand(Command command, long wakeAt) {
            this(command, "", false, null, wakeAt, 0);
        }

        public ActiveCommand claimedBy(String holder, long lostAt) {
            return new ActiveCommand(command, holder, false, refusal, lostAt, 0);
        }

        public ActiveCommand revoking(@Nullable RefusalReason why, long againAt) {
            return new ActiveCommand(command, worker, true, why == null ? refusal : why, againAt, 0);
        }

        public ActiveCommand neverStarted(long believeAt) {
            return new ActiveCommand(command, worker, revoking, refusal, wakeAt, believeAt);
        }
    }

    public RemediationProgress {
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }

    /** The next rung begins: nothing of the last one's steps is carried over. */
    public RemediationProgress startingRung(int next, long now) {
        return new RemediationProgress(
                next, RungPhase.NONE, 0, 0, 0, 0, commands, now, 0, 0, null, new TreeMap<>(), null, cancelledBy, "");
    }

    public RemediationProgress atStep(RungPhase newPhase, int newStep) {
        return with(
                newPhase, newStep, 0, 0, 0, commands, lastOutcomeAt, verifyDeadline, null, failureReason, cancelledBy);
    }

    public RemediationProgress withRetry() {
        return with(
                phase,
                step,
                retries + 1,
                resends,
                workerLosses,
                commands,
                lastOutcomeAt,
                verifyDeadline,
                null,
                failureReason,
                cancelledBy);
    }

    public RemediationProgress withResend() {
        return with(
                phase,
                step,
                retries,
                resends + 1,
                workerLosses,
                commands,
                lastOutcomeAt,
                verifyDeadline,
                null,
                failureReason,
                cancelledBy);
    }

    /** Which attempt at the current step its next command is; 1 for the first. */
    public int attempt() {
        return retries + resends + workerLosses + 1;
    }

    public RemediationProgress withWorkerLoss() {
        return with(
                phase,
                step,
                retries,
                resends,
                workerLosses + 1,
                commands,
                lastOutcomeAt,
                verifyDeadline,
                null,
                failureReason,
                cancelledBy);
    }

    /** A further command is on its way. */
    public RemediationProgress withSent(ActiveCommand command) {
        return with(
                phase,
                step,
                retries,
                resends,
                workerLosses,
                commands + 1,
                lastOutcomeAt,
                verifyDeadline,
                command,
                failureReason,
                cancelledBy);
    }

    public RemediationProgress withActive(@Nullable ActiveCommand command) {
        return with(
                phase,
                step,
                retries,
                resends,
                workerLosses,
                commands,
                lastOutcomeAt,
                verifyDeadline,
                command,
                failureReason,
                cancelledBy);
    }

    /** A command of the rung has ended. */
    public RemediationProgress withCommandEnd(long at) {
        return with(
                phase,
                step,
                retries,
                resends,
                workerLosses,
                commands,
                Math.max(lastOutcomeAt, at),
                verifyDeadline,
                null,
                failureReason,
                cancelledBy);
    }

    public RemediationProgress verifyingUntil(long deadline) {
        int again = phase == RungPhase.VERIFY ? workerLosses : 0;
        return with(
                RungPhase.VERIFY,
                0,
                0,
                resends,
                again,
                commands,
                lastOutcomeAt,
                deadline,
                null,
                failureReason,
                cancelledBy);
    }

    public RemediationProgress failureReason(Reason why) {
        return with(
                phase,
                step,
                retries,
                resends,
                workerLosses,
                commands,
                lastOutcomeAt,
                verifyDeadline,
                active,
                why,
                cancelledBy);
    }

    /** The current rung was started then; 0: it is none. */
    public RemediationProgress startedAt(long now) {
        return new RemediationProgress(
                rung,
                phase,
                step,
                retries,
                resends,
                workerLosses,
                commands,
                now,
                lastOutcomeAt,
                verifyDeadline,
                active,
                outputs,
                failureReason,
                cancelledBy,
                unresolvedCommand);
    }

    public RemediationProgress cancelledBy(String who) {
        return with(
                phase,
                step,
                retries,
                resends,
                workerLosses,
                commands,
                lastOutcomeAt,
                verifyDeadline,
                active,
                failureReason,
                who);
    }

    public RemediationProgress withOutput(String stepId, String output) {
        SortedMap<String, String> more = new TreeMap<>(outputs);
        more.put(stepId, Texts.cut(output, OUTPUT));
        return new RemediationProgress(
                rung,
                phase,
                step,
                retries,
                resends,
                workerLosses,
                commands,
                rungStartedAt,
                lastOutcomeAt,
                verifyDeadline,
                active,
                more,
                failureReason,
                cancelledBy,
                unresolvedCommand);
    }

    public RemediationProgress withUnresolvedCommand(String command) {
        return new RemediationProgress(
                rung,
                phase,
                step,
                retries,
                resends,
                workerLosses,
                commands,
                rungStartedAt,
                lastOutcomeAt,
                verifyDeadline,
                active,
                outputs,
                failureReason,
                cancelledBy,
                command);
    }

    /** Everything that changes while a rung is under way, but its outputs. */
    private RemediationProgress with(
            RungPhase newPhase,
            int newStep,
            int newTries,
            int newMoved,
            int newLost,
            int newCommands,
            long newLastOutcomeAt,
            long newVerifyBy,
            @Nullable ActiveCommand newActive,
            @Nullable Reason newFailing,
            String newCancelledBy) {
        return new RemediationProgress(
                rung,
                newPhase,
                newStep,
                newTries,
                newMoved,
                newLost,
                newCommands,
                rungStartedAt,
                newLastOutcomeAt,
                newVerifyBy,
                newActive,
                outputs,
                newFailing,
                newCancelledBy,
                unresolvedCommand);
    }
}
