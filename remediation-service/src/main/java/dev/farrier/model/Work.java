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
 * @param tries how often the current step has failed and been tried again
 * @param moved how often a command of the current step was taken back unstarted and sent anew
 * @param lost how often the worker of the current step's command was lost
 * @param commands commands sent so far; numbers the next one's id
 * @param rungStartedAt decider's clock when the current rung was started, of one that confirms first when that is done; 0:
 *     none was
 * @param lastOutcomeAt when the rung's last outcome was appended; 0: none yet
 * @param verifyBy decider's clock by which it must be known that the rung helped; 0: not verifying
 * @param active the command on its way; null: none
 * @param outputs step id → output, of the current rung, each cut at 4 KiB
 * @param failing why the rung is being given up while rollback still runs; null: it is not
 * @param cancelledBy who has cancelled it while a command was on its way; empty: nobody
 * @param unknown id of the command of which nobody knows how it ended, and which was not run again; empty: there is none
 */
public record Work(
        int rung,
        Phase phase,
        int step,
        int tries,
        int moved,
        int lost,
        int commands,
        long rungStartedAt,
        long lastOutcomeAt,
        long verifyBy,
        @Nullable Active active,
        SortedMap<String, String> outputs,
        @Nullable Reason failing,
        String cancelledBy,
        String unknown) {
    private static final int OUTPUT = 4096;

    public static final Work NOT_STARTED =
            new Work(-1, Phase.NONE, 0, 0, 0, 0, 0, 0, 0, 0, null, new TreeMap<>(), null, "", "");

    /** The part of a rung that is under way. */
    public enum Phase {
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
     * @param believeAt decider's clock at which a later incarnation's word that it was never started is believed; 0: nobody
     *     has said so
     */
    public record Active(
            Command command,
            String worker,
            boolean revoking,
            @Nullable RefusalReason refusal,
            long wakeAt,
            long believeAt) {

        /** Just sent. */
        public Active(Command command, long wakeAt) {
            this(command, "", false, null, wakeAt, 0);
        }

        public Active claimedBy(String holder, long lostAt) {
            return new Active(command, holder, false, refusal, lostAt, 0);
        }

        public Active revoking(@Nullable RefusalReason why, long againAt) {
            return new Active(command, worker, true, why == null ? refusal : why, againAt, 0);
        }

        public Active neverStarted(long believeAt) {
            return new Active(command, worker, revoking, refusal, wakeAt, believeAt);
        }
    }

    public Work {
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }

    /** The next rung begins: nothing of the last one's steps is carried over. */
    public Work startingRung(int next, long now) {
        return new Work(
                next, Phase.NONE, 0, 0, 0, 0, commands, now, 0, 0, null, new TreeMap<>(), null, cancelledBy, "");
    }

    public Work at(Phase newPhase, int newStep) {
        return with(newPhase, newStep, 0, 0, 0, commands, lastOutcomeAt, verifyBy, null, failing, cancelledBy);
    }

    public Work tried() {
        return with(phase, step, tries + 1, moved, lost, commands, lastOutcomeAt, verifyBy, null, failing, cancelledBy);
    }

    public Work movedOnce() {
        return with(phase, step, tries, moved + 1, lost, commands, lastOutcomeAt, verifyBy, null, failing, cancelledBy);
    }

    /** Which attempt at the current step its next command is; 1 for the first. */
    public int attempt() {
        return tries + moved + lost + 1;
    }

    public Work lostOnce() {
        return with(phase, step, tries, moved, lost + 1, commands, lastOutcomeAt, verifyBy, null, failing, cancelledBy);
    }

    /** A further command is on its way. */
    public Work sent(Active command) {
        return with(
                phase, step, tries, moved, lost, commands + 1, lastOutcomeAt, verifyBy, command, failing, cancelledBy);
    }

    public Work withActive(@Nullable Active command) {
        return with(phase, step, tries, moved, lost, commands, lastOutcomeAt, verifyBy, command, failing, cancelledBy);
    }

    /** A command of the rung has ended. */
    public Work ended(long at) {
        return with(
                phase,
                step,
                tries,
                moved,
                lost,
                commands,
                Math.max(lastOutcomeAt, at),
                verifyBy,
                null,
                failing,
                cancelledBy);
    }

    public Work verifyingUntil(long deadline) {
        int again = phase == Phase.VERIFY ? lost : 0;
        return with(Phase.VERIFY, 0, 0, moved, again, commands, lastOutcomeAt, deadline, null, failing, cancelledBy);
    }

    public Work failing(Reason why) {
        return with(phase, step, tries, moved, lost, commands, lastOutcomeAt, verifyBy, active, why, cancelledBy);
    }

    /** The current rung was started then; 0: it is none. */
    public Work startedAt(long now) {
        return new Work(
                rung,
                phase,
                step,
                tries,
                moved,
                lost,
                commands,
                now,
                lastOutcomeAt,
                verifyBy,
                active,
                outputs,
                failing,
                cancelledBy,
                unknown);
    }

    public Work cancelledBy(String who) {
        return with(phase, step, tries, moved, lost, commands, lastOutcomeAt, verifyBy, active, failing, who);
    }

    public Work withOutput(String stepId, String output) {
        SortedMap<String, String> more = new TreeMap<>(outputs);
        more.put(stepId, Texts.cut(output, OUTPUT));
        return new Work(
                rung,
                phase,
                step,
                tries,
                moved,
                lost,
                commands,
                rungStartedAt,
                lastOutcomeAt,
                verifyBy,
                active,
                more,
                failing,
                cancelledBy,
                unknown);
    }

    public Work withUnknown(String command) {
        return new Work(
                rung,
                phase,
                step,
                tries,
                moved,
                lost,
                commands,
                rungStartedAt,
                lastOutcomeAt,
                verifyBy,
                active,
                outputs,
                failing,
                cancelledBy,
                command);
    }

    /** Everything that changes while a rung is under way, but its outputs. */
    private Work with(
            Phase newPhase,
            int newStep,
            int newTries,
            int newMoved,
            int newLost,
            int newCommands,
            long newLastOutcomeAt,
            long newVerifyBy,
            @Nullable Active newActive,
            @Nullable Reason newFailing,
            String newCancelledBy) {
        return new Work(
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
                unknown);
    }
}
