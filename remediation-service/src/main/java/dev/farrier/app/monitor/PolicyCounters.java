package dev.farrier.app.monitor;

import dev.farrier.api.route.PolicyRoutes.Listing;
import dev.farrier.api.route.PolicyStatus;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters of each policy in this process, for its status; an edit of the policy keeps them. Thread-safe. */
public final class PolicyCounters {
    private final Map<String, Numbers> policies = new ConcurrentHashMap<>();

    private static final class Numbers {
        final LongAdder matched = new LongAdder();
        final LongAdder detections = new LongAdder();
        final LongAdder failed = new LongAdder();
        final Map<String, LongAdder> labelMissing = new ConcurrentHashMap<>();
        final Map<String, LongAdder> leftOut = new ConcurrentHashMap<>();
        volatile PolicyStatus.@Nullable ConditionFailure failure;
    }

    private Numbers of(String policy) {
        return policies.computeIfAbsent(policy, name -> new Numbers());
    }

    void matched(String policy) {
        of(policy).matched.increment();
    }

    void detected(String policy) {
        of(policy).detections.increment();
    }

    /** @param at epoch milliseconds */
    void failed(String policy, String error, long at) {
        Numbers numbers = of(policy);
        numbers.failed.increment();
        numbers.failure = new PolicyStatus.ConditionFailure(error, at);
    }

    void labelMissing(String policy, String label) {
        of(policy).labelMissing.computeIfAbsent(label, l -> new LongAdder()).increment();
    }

    void leftOut(String policy, String what) {
        of(policy).leftOut.computeIfAbsent(what, w -> new LongAdder()).increment();
    }

    /** The status of every policy of the bundle. */
    public Listing listing(Bundle bundle) {
        return new Listing(
                bundle.commit(),
                bundle.policies().values().stream().map(this::status).toList());
    }

    private PolicyStatus status(Policy policy) {
        Numbers numbers = policies.getOrDefault(policy.name(), new Numbers());
        return new PolicyStatus(
                policy.name(),
                policy.mode().name().toLowerCase(Locale.ROOT),
                numbers.matched.sum(),
                numbers.detections.sum(),
                numbers.failed.sum(),
                numbers.failure,
                sums(numbers.labelMissing),
                sums(numbers.leftOut));
    }

    private static SortedMap<String, Long> sums(Map<String, LongAdder> counted) {
        SortedMap<String, Long> sums = new TreeMap<>();
        counted.forEach((what, count) -> sums.put(what, count.sum()));
        return sums;
    }
}
