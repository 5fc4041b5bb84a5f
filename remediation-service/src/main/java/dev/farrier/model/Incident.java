package dev.farrier.model;

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

    public Incident {
        group = Labels.copyOf(group);
        history = List.copyOf(history);
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
        public static final Work NOT_STARTED =
                new Work(-1, Phase.NONE, 0, 0, 0, 0, 0, 0, 0, null, new TreeMap<>(), null, "");

        public Work {
            outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
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
