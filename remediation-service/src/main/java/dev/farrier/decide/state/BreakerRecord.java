package dev.farrier.decide.state;

import dev.farrier.policy.storm.StormLimit;
import java.util.ArrayList;
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

    /**
     * What a storm breaker counts, and stops.
     *
     * @param policy whose {@code guards.storm} it is; empty: it is a {@code StormBreaker}
     * @param breaker name of the {@code StormBreaker}; empty: it is the guard of a policy
     * @param site of a {@code StormBreaker} by site; else empty
     * @param shadow it counts and stops incidents in shadow; else those that are not
     */
    record StormScope(String policy, String breaker, String site, boolean shadow) {
        public static StormScope ofPolicy(String policy, boolean shadow) {
            return new StormScope(policy, "", "", shadow);
        }

        /** {@code policy/stuck}, {@code breaker/fleet}, {@code breaker/sites/eu-de-1}. */
        public String name() {
            return policy.isEmpty() ? "breaker/" + breaker + (site.isEmpty() ? "" : "/" + site) : "policy/" + policy;
        }

        /** How audit records name it. */
        public String title() {
            return "storm breaker " + name();
        }
    }

    /**
     * The new incidents that a storm breaker has counted, and whether it has tripped. Once tripped it keeps no times: its count
     * starts anew when the storm is over.
     *
     * @param openings when the newest incidents were opened, by the decider's clock, oldest first; empty once it has tripped
     * @param newest the newest of those incidents, for people
     * @param trippedAt by the decider's clock; 0: it has not
     * @param why why it has tripped, for people; empty while it has not
     * @param told whether a person was called for the storm
     * @param lastAt when the last incident was opened
     * @param wakeAt when it is calm unless another incident is opened; while it has not tripped: when all openings are forgotten
     * @param behind clock that has not passed {@code wakeAt} yet, though the decider's own has; empty: no such clock is known
     */
    record StormState(
            StormScope scope,
            List<Long> openings,
            List<String> newest,
            long trippedAt,
            String why,
            boolean told,
            long lastAt,
            long wakeAt,
            String behind)
            implements BreakerRecord {
        public static final String PREFIX = "storm|";
        /** So that any limit can be exceeded. */
        private static final int MOST_OPENINGS = StormLimit.GREATEST_MAX + 1;

        private static final long REMEMBERED = StormLimit.LONGEST_WINDOW.toMillis();
        private static final int NAMED = 10;

        public StormState {
            openings = List.copyOf(openings);
            newest = List.copyOf(newest);
        }

        /** It has counted nothing. */
        public static StormState none(StormScope scope) {
            return new StormState(scope, List.of(), List.of(), 0, "", false, 0, 0, "");
        }

        public boolean hasTripped() {
            return trippedAt != 0;
        }

        /** How many incidents were opened after this time. */
        public int openedAfter(long time) {
            return (int) openings.stream().filter(at -> at > time).count();
        }

        /** @param incident for people */
        public StormState opened(String incident, long now) {
            List<Long> times = new ArrayList<>(openings);
            times.add(now);
            times.removeIf(at -> at <= now - REMEMBERED);
            List<String> names = new ArrayList<>(newest);
            names.add(incident);
            return new StormState(
                    scope, last(times, MOST_OPENINGS), last(names, NAMED), 0, "", false, now, now + REMEMBERED, "");
        }

        private static <T> List<T> last(List<T> all, int most) {
            return all.subList(Math.max(0, all.size() - most), all.size());
        }

        public StormState tripped(String cause, long now, long calmAt) {
            return new StormState(scope, List.of(), List.of(), now, cause, false, now, calmAt, "");
        }

        /** Another incident was opened, or another limit is in force. */
        public StormState calmAt(long openedAt, long at) {
            return new StormState(scope, openings, newest, trippedAt, why, told, openedAt, at, "");
        }

        /** The decider's clock has passed {@code wakeAt}, and this one has not. */
        public StormState behind(String clock) {
            return new StormState(scope, openings, newest, trippedAt, why, told, lastAt, wakeAt, clock);
        }

        public StormState withTold() {
            return new StormState(scope, openings, newest, trippedAt, why, true, lastAt, wakeAt, behind);
        }

        @Override
        public List<WakeCondition> wakeConditions() {
            return List.of(behind.isEmpty() ? WakeCondition.until(wakeAt) : new WakeCondition(behind, wakeAt));
        }

        @Override
        public String key() {
            return key(scope);
        }

        public static String key(StormScope scope) {
            return PREFIX + (scope.shadow() ? "shadow/" : "") + scope.name();
        }
    }
}
