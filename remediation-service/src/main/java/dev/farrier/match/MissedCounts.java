package dev.farrier.match;

import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what was missed by policy. Used by one thread, which says where one event ends and the next begins. */
public final class MissedCounts implements MatchCounters {
    private final TreeMap<String, Counts> policies = new TreeMap<>();
    private long event;

    private static final class Counts {
        private final TreeMap<String, Long> labelMissing = new TreeMap<>();
        private long conditionFailed;
        private String error = "";
        /** The event on which a condition has failed last: that of a policy with several alternatives may fail in each. */
        private long failedOn = -1;
    }

    /** What is counted from now on is about another event. */
    public void nextEvent() {
        event++;
    }

    @Override
    public void labelMissing(String policy, String label) {
        of(policy).labelMissing.merge(label, 1L, Long::sum);
    }

    @Override
    public void conditionFailed(String policy, String error) {
        Counts counts = of(policy);
        counts.conditionFailed += counts.failedOn == event ? 0 : 1;
        counts.failedOn = event;
        counts.error = error;
    }

    private Counts of(String policy) {
        return policies.computeIfAbsent(policy, name -> new Counts());
    }

    /** By name; policies that have missed nothing are not among them. */
    public SortedMap<String, Missed> byPolicy() {
        SortedMap<String, Missed> missed = new TreeMap<>();
        policies.forEach((name, counts) ->
                missed.put(name, new Missed(counts.conditionFailed, counts.error, counts.labelMissing)));
        return missed;
    }
}
