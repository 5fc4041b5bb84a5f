package dev.farrier.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
        return with(to, why, lookAgainAt, repeats, now, to.isOver() ? now : 0, work, symptom, history);
    }

    public Incident withWork(Work newWork) {
        return with(state, reason, until, repeats, updatedAt, closedAt, newWork, symptom, history);
    }

    public Incident withSymptom(Symptom newSymptom) {
        return with(state, reason, until, repeats, updatedAt, closedAt, work, newSymptom, history);
    }

    public Incident withRepeat() {
        return with(state, reason, until, repeats + 1, updatedAt, closedAt, work, symptom, history);
    }

    public Incident withDone(Done done) {
        List<Done> longer = new ArrayList<>(history.size() < HISTORY ? history : history.subList(1, history.size()));
        longer.add(done);
        return with(state, reason, until, repeats, updatedAt, closedAt, work, symptom, longer);
    }

    /** Everything that can change in an incident's life; the rest stays what it was when it was opened. */
    private Incident with(
            IncidentState newState,
            Reason newReason,
            long newUntil,
            long newRepeats,
            long newUpdatedAt,
            long newClosedAt,
            Work newWork,
            Symptom newSymptom,
            List<Done> newHistory) {
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
                newHistory);
    }

    /**
     * What is known of the symptom itself.
     *
     * @param lastMatch event time of the newest match
     * @param clearedAt event time at which it ended; 0: it has not
     * @param heard source → latest event time of this group's speaker
     * @param watchdogSince source → since when the watchdog alert fires that speaks for this group; without those that
     *     have none
     */
    public record Symptom(
            long lastMatch, long clearedAt, SortedMap<String, Long> heard, SortedMap<String, Long> watchdogSince) {
        public Symptom {
            heard = Collections.unmodifiableSortedMap(new TreeMap<>(heard));
            watchdogSince = Collections.unmodifiableSortedMap(new TreeMap<>(watchdogSince));
        }

        /** Nobody was heard yet. */
        public Symptom(long lastMatch, long clearedAt) {
            this(lastMatch, clearedAt, new TreeMap<>(), new TreeMap<>());
        }

        /** The same of those who were heard. */
        public Symptom matched(long newLastMatch, long newClearedAt) {
            return new Symptom(newLastMatch, newClearedAt, heard, watchdogSince);
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
