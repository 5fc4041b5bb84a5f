package dev.farrier.decide.state;

import java.util.List;

/** What the breakers remember. By names, so that no edit of the policies and no restart resets them. */
public sealed interface BreakerRecord extends StateRecord {
    /**
     * How the last runs of a policy ended, and whether it has stopped itself.
     *
     * @param runs oldest first
     * @param stoppedAt by the decider's clock; 0: it has not stopped
     * @param why why it has stopped, for people; empty while it has not
     * @param told whether a person was called for the stop
     */
    record PolicyRuns(String policy, List<FinishedRun> runs, long stoppedAt, String why, boolean told)
            implements BreakerRecord {
        public static final String PREFIX = "runs|";

        public PolicyRuns {
            runs = List.copyOf(runs);
        }

        public boolean hasStopped() {
            return stoppedAt != 0;
        }

        @Override
        public String key() {
            return key(policy);
        }

        public static String key(String policy) {
            return PREFIX + policy;
        }
    }

    /**
     * The newest incidents that a policy has healed on a target.
     *
     * @param heals oldest first, at most one more than {@code recurrence.max}
     * @param stoppedBy the incident that has stopped the policy on the target; empty: none has
     */
    record Heals(String policy, String target, List<Heal> heals, String stoppedBy, long wakeAt)
            implements BreakerRecord {
        public Heals {
            heals = List.copyOf(heals);
        }

        public List<Heal> after(long from) {
            return heals.stream().filter(heal -> heal.at() > from).toList();
        }

        @Override
        public String key() {
            return key(policy, target);
        }

        public static String key(String policy, String target) {
            return "heals|" + policy + "|" + target;
        }
    }

    /**
     * An incident that the policy has healed.
     *
     * @param rung name of the rung that has helped
     * @param at when it ended, by the decider's clock
     */
    record Heal(String incident, String rung, long at) {}

    /**
     * The remediation of one incident, of which at least one step was run.
     *
     * @param helped the symptom ended by it
     * @param at when it ended, by the decider's clock
     */
    record FinishedRun(String incident, boolean helped, long at) {}
}
