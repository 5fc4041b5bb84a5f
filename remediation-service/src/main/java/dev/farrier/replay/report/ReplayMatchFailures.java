package dev.farrier.replay.report;

import dev.farrier.match.MatchListener;
import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The events of a replay on which one policy could not be matched.
 *
 * @param conditionFailed events on which a {@code where} failed, which counts as no match
 * @param error of the last of them, for people; empty: there was none
 * @param labelMissing label → events that matched but lack it
 */
public record ReplayMatchFailures(long conditionFailed, String error, SortedMap<String, Long> labelMissing) {
    private static final ReplayMatchFailures NO_FAILURES = new ReplayMatchFailures(0, "", new TreeMap<>());

    public ReplayMatchFailures {
        labelMissing = Collections.unmodifiableSortedMap(new TreeMap<>(labelMissing));
    }

    /** For people, each of one line. Control characters become spaces: labels come from outside. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (conditionFailed > 0) {
            sentences.add(
                    Texts.plain("its where failed on " + Phrases.count(conditionFailed, "event") + ", last: " + error));
        }
        labelMissing.forEach((label, count) ->
                sentences.add(Phrases.count(count, "event") + (count == 1 ? " lacks" : " lack") + " the label " + label
                        + ", by which it groups, and " + (count == 1 ? "joins" : "join") + " no group"));
        return sentences;
    }

    /** Counts failures by policy. For one thread. */
    public static final class Counter implements MatchListener {
        private final SortedMap<String, ReplayMatchFailures> policies = new TreeMap<>();
        /** Policy → the event on which a condition of it failed last: of several alternatives each may fail. */
        private final SortedMap<String, Long> failedOn = new TreeMap<>();

        private long event;

        /** What is reported from now on is about another event. */
        public void nextEvent() {
            event++;
        }

        @Override
        public void labelMissing(String policy, String label) {
            ReplayMatchFailures before = policies.getOrDefault(policy, NO_FAILURES);
            SortedMap<String, Long> labels = new TreeMap<>(before.labelMissing);
            labels.merge(label, 1L, Long::sum);
            policies.put(policy, new ReplayMatchFailures(before.conditionFailed, before.error, labels));
        }

        @Override
        public void conditionFailed(String policy, String error) {
            ReplayMatchFailures before = policies.getOrDefault(policy, NO_FAILURES);
            Long last = failedOn.put(policy, event);
            boolean counted = last != null && last == event;
            policies.put(
                    policy,
                    new ReplayMatchFailures(before.conditionFailed + (counted ? 0 : 1), error, before.labelMissing));
        }

        /** By name, without policies on which nothing failed. */
        public SortedMap<String, ReplayMatchFailures> byPolicy() {
            return new TreeMap<>(policies);
        }
    }
}
