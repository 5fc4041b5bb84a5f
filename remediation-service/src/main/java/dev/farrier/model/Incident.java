package dev.farrier.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
        Work work,
        Symptom symptom,
        List<Done> history) {
    private static final int HISTORY = 100;

    public Incident {
        group = Labels.copyOf(group);
        history = List.copyOf(history);
    }

    public Incident moved(IncidentState to, Reason why, long lookAgainAt, long now) {
        return new Incident(
                id,
                policy,
                commit,
                group,
                target,
                site,
                shadow,
                to,
                why,
                lookAgainAt,
                detection,
                repeats,
                openedAt,
                now,
                to.isOver() ? now : 0,
                work,
                symptom,
                history);
    }

    public Incident withWork(Work newWork) {
        return new Incident(
                id, policy, commit, group, target, site, shadow, state, reason, until, detection, repeats, openedAt,
                updatedAt, closedAt, newWork, symptom, history);
    }

    public Incident withSymptom(Symptom newSymptom) {
        return new Incident(
                id,
                policy,
                commit,
                group,
                target,
                site,
                shadow,
                state,
                reason,
                until,
                detection,
                repeats,
                openedAt,
                updatedAt,
                closedAt,
                work,
                newSymptom,
                history);
    }

    public Incident withRepeat() {
        return new Incident(
                id,
                policy,
                commit,
                group,
                target,
                site,
                shadow,
                state,
                reason,
                until,
                detection,
                repeats + 1,
                openedAt,
                updatedAt,
                closedAt,
                work,
                symptom,
                history);
    }

    public Incident withDone(Done done) {
        List<Done> longer = new ArrayList<>(history.size() < HISTORY ? history : history.subList(1, history.size()));
        longer.add(done);
        return new Incident(
                id, policy, commit, group, target, site, shadow, state, reason, until, detection, repeats, openedAt,
                updatedAt, closedAt, work, symptom, longer);
    }

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
     * How far the remediation is.
     *
     * @param rung index of the current rung; -1 before the first
     * @param step index within the phase
     * @param tries how often the current step has failed and been tried again
     * @param expired how often a command of the current step was taken back unstarted
     * @param commands commands sent so far; numbers the next one's id
     * @param rungStartedAt decider's clock when the current rung was started; 0: none was
     * @param lastOutcomeAt decider's clock at the rung's last outcome; 0: none yet
     * @param verifyBy decider's clock by which it must be known that the rung helped; 0: not verifying
     * @param active the command on its way; null: none
     * @param outputs step id → output, of the current rung, each cut at 4 KiB
     * @param failing why the rung is being given up while rollback still runs; null: it is not
     * @param cancelledBy who has cancelled it while a command was on its way; empty: nobody
     */
    public record Work(
            int rung,
            Phase phase,
            int step,
            int tries,
            int expired,
            int commands,
            long rungStartedAt,
            long lastOutcomeAt,
            long verifyBy,
            @Nullable Active active,
            SortedMap<String, String> outputs,
            @Nullable Reason failing,
            String cancelledBy) {
        private static final int OUTPUT = 4096;

        public static final Work NOT_STARTED =
                new Work(-1, Phase.NONE, 0, 0, 0, 0, 0, 0, 0, null, new TreeMap<>(), null, "");

        public Work {
            outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
        }

        /** The next rung begins: nothing of the last one's steps is carried over. */
        public Work startingRung(int next, long now) {
            return new Work(next, Phase.NONE, 0, 0, 0, commands, now, 0, 0, null, new TreeMap<>(), null, cancelledBy);
        }

        public Work at(Phase newPhase, int newStep) {
            return new Work(
                    rung,
                    newPhase,
                    newStep,
                    0,
                    0,
                    commands,
                    rungStartedAt,
                    lastOutcomeAt,
                    verifyBy,
                    null,
                    outputs,
                    failing,
                    cancelledBy);
        }

        public Work tried() {
            return new Work(
                    rung,
                    phase,
                    step,
                    tries + 1,
                    expired,
                    commands,
                    rungStartedAt,
                    lastOutcomeAt,
                    verifyBy,
                    null,
                    outputs,
                    failing,
                    cancelledBy);
        }

        public Work expiredOnce() {
            return new Work(
                    rung,
                    phase,
                    step,
                    tries,
                    expired + 1,
                    commands,
                    rungStartedAt,
                    lastOutcomeAt,
                    verifyBy,
                    null,
                    outputs,
                    failing,
                    cancelledBy);
        }

        /** A further command is on its way. */
        public Work sent(Active newActive) {
            return new Work(
                    rung,
                    phase,
                    step,
                    tries,
                    expired,
                    commands + 1,
                    rungStartedAt,
                    lastOutcomeAt,
                    verifyBy,
                    newActive,
                    outputs,
                    failing,
                    cancelledBy);
        }

        public Work withActive(@Nullable Active newActive) {
            return new Work(
                    rung,
                    phase,
                    step,
                    tries,
                    expired,
                    commands,
                    rungStartedAt,
                    lastOutcomeAt,
                    verifyBy,
                    newActive,
                    outputs,
                    failing,
                    cancelledBy);
        }

        /** A command of the rung has ended now. */
        public Work ended(long now) {
            return new Work(
                    rung,
                    phase,
                    step,
                    tries,
                    expired,
                    commands,
                    rungStartedAt,
                    now,
                    verifyBy,
                    null,
                    outputs,
                    failing,
                    cancelledBy);
        }

        public Work withOutput(String stepId, String output) {
            SortedMap<String, String> more = new TreeMap<>(outputs);
            more.put(stepId, Texts.cut(output, OUTPUT));
            return new Work(
                    rung,
                    phase,
                    step,
                    tries,
                    expired,
                    commands,
                    rungStartedAt,
                    lastOutcomeAt,
                    verifyBy,
                    active,
                    more,
                    failing,
                    cancelledBy);
        }

        public Work verifyingUntil(long deadline) {
            return new Work(
                    rung,
                    Phase.VERIFY,
                    0,
                    0,
                    phase == Phase.VERIFY ? expired : 0,
                    commands,
                    rungStartedAt,
                    lastOutcomeAt,
                    deadline,
                    null,
                    outputs,
                    failing,
                    cancelledBy);
        }

        public Work failing(Reason why) {
            return new Work(
                    rung,
                    phase,
                    step,
                    tries,
                    expired,
                    commands,
                    rungStartedAt,
                    lastOutcomeAt,
                    verifyBy,
                    active,
                    outputs,
                    why,
                    cancelledBy);
        }

        public Work cancelledBy(String who) {
            return new Work(
                    rung,
                    phase,
                    step,
                    tries,
                    expired,
                    commands,
                    rungStartedAt,
                    lastOutcomeAt,
                    verifyBy,
                    active,
                    outputs,
                    failing,
                    who);
        }
    }

    /**
     * @param worker who holds the first claim; empty while nobody does
     * @param revoking the decider has written its own claim and waits for it to come back
     * @param wakeAt decider's clock at which it is overdue: unclaimed, or without an outcome
     */
    public record Active(Command command, String worker, boolean revoking, long wakeAt) {}

    /**
     * What is known of the symptom itself.
     *
     * @param lastMatch event time of the newest match
     * @param clearedAt event time at which it ended; 0: it has not
     * @param heard source → latest event time of this group's speaker
     */
    public record Symptom(long lastMatch, long clearedAt, SortedMap<String, Long> heard) {
        public Symptom {
            heard = Collections.unmodifiableSortedMap(new TreeMap<>(heard));
        }
    }

    /** One command that has ended, for the story; the newest 100 are kept. */
    public record Done(
            String rung,
            String step,
            Purpose purpose,
            String command,
            OutcomeKind kind,
            int exitCode,
            String detail,
            long at) {}
}
