package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Progress of an incident's remediation.
 *
 * @param rung index of the current rung; -1 before the first
 * @param step index within the phase
 * @param retries how often the current step has failed and been tried again
 * @param resends how often a command of the current step was revoked unstarted and sent again
 * @param workerLosses how often the worker of the current step's command was lost
 * @param commands commands sent so far; part of the next one's id
 * @param rungStartedAt decider's clock when the current rung started, of a rung that confirms when its steps started; 0: no
 *     rung has started
 * @param lastOutcomeAt when the rung's last outcome was appended; 0: none yet
 * @param verifyDeadline decider's clock by which the rung must be verified; 0: not verifying
 * @param active the command that was sent and has not ended; null: none
 * @param outputs step id → output, of the current rung, each cut at 4 KiB
 * @param failureReason why the rung has failed, while its rollback runs; else null
 * @param cancelledBy who has cancelled the incident while a command was active; empty: nobody
 * @param unresolvedCommand id of a command whose end nobody knows and which was not run again; empty: none
 */
@RecordBuilder
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
        String unresolvedCommand)
        implements RemediationProgressBuilder.With {
    private static final int OUTPUT = 4096;

    public static final RemediationProgress NOT_STARTED = RemediationProgressBuilder.builder()
            .rung(-1)
            .phase(RungPhase.NONE)
            .outputs(new TreeMap<>())
            .cancelledBy("")
            .unresolvedCommand("")
            .build();

    /** True once a command of the current rung may have run. */
    public boolean hasStarted() {
        return switch (phase) {
            case NONE, CONFIRM -> false;
            case STEPS -> step > 0 || retries > 0 || workerLosses > 0;
            case ROLLBACK, VERIFY, ESCALATE -> true;
        };
    }

    /** The part of a rung that runs. */
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
     * @param revoking the decider has written its own claim
     * @param refusal why its worker refused it; else null
     * @param wakeAt clock of its site at which it is overdue: unclaimed, not revoked, or without an end
     * @param trustNeverStartedAt decider's clock at which the report of a later incarnation that it never started is
     *     trusted; 0: there is none
     */
    public record ActiveCommand(
            Command command,
            String worker,
            boolean revoking,
            @Nullable RefusalReason refusal,
            long wakeAt,
            long trustNeverStartedAt) {

        public ActiveCommand(Command command, long wakeAt) {
            this(command, "", false, null, wakeAt, 0);
        }

        public ActiveCommand claimedBy(String holder, long lostAt) {
            return new ActiveCommand(command, holder, false, refusal, lostAt, 0);
        }

        public ActiveCommand revoking(@Nullable RefusalReason why, long againAt) {
            return new ActiveCommand(command, worker, true, why == null ? refusal : why, againAt, 0);
        }

        public ActiveCommand neverStarted(long trustAt) {
            return new ActiveCommand(command, worker, revoking, refusal, wakeAt, trustAt);
        }
    }

    public RemediationProgress {
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }

    /** The next rung starts: only the number of commands and who has cancelled it are carried over. */
    public RemediationProgress startingRung(int next, long now) {
        return NOT_STARTED.with(
                b -> b.rung(next).commands(commands).rungStartedAt(now).cancelledBy(cancelledBy));
    }

    public RemediationProgress atStep(RungPhase newPhase, int newStep) {
        return with(b -> b.phase(newPhase)
                .step(newStep)
                .retries(0)
                .resends(0)
                .workerLosses(0)
                .active(null));
    }

    public RemediationProgress atNextStep() {
        return atStep(phase, step + 1);
    }

    public RemediationProgress withRetry() {
        return with(b -> b.retries(retries + 1).active(null));
    }

    public RemediationProgress withResend() {
        return with(b -> b.resends(resends + 1).active(null));
    }

    public RemediationProgress withWorkerLoss() {
        return with(b -> b.workerLosses(workerLosses + 1).active(null));
    }

    /** Which attempt at the current step its next command is; 1 for the first. */
    public int attempt() {
        return retries + resends + workerLosses + 1;
    }

    public RemediationProgress withSent(ActiveCommand command) {
        return with(b -> b.commands(commands + 1).active(command));
    }

    /** @param at when the end of the active command was appended, epoch milliseconds */
    public RemediationProgress withCommandEnd(long at) {
        return with(b -> b.lastOutcomeAt(Math.max(lastOutcomeAt, at)).active(null));
    }

    /** @param deadline {@link #verifyDeadline} */
    public RemediationProgress verifyingUntil(long deadline) {
        int losses = phase == RungPhase.VERIFY ? workerLosses : 0;
        return with(b -> b.phase(RungPhase.VERIFY)
                .step(0)
                .retries(0)
                .workerLosses(losses)
                .verifyDeadline(deadline)
                .active(null));
    }

    public RemediationProgress withOutput(String stepId, String output) {
        SortedMap<String, String> more = new TreeMap<>(outputs);
        more.put(stepId, Texts.cut(output, OUTPUT));
        return withOutputs(more);
    }
}
