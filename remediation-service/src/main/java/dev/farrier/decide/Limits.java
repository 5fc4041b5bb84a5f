package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Starts;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sliding windows over rung starts, exact: a start at {@code t} counts in {@code [t, t + per)}. Counters are keyed by policy
 * <em>name</em>, window and value, so that an edit of {@code max} resets nothing. Shadow policies count apart.
 */
final class Limits {
    private Limits() {}

    /** The first rate limit that is full, with the time at which it has room again; else ACT. */
    static Ruling rate(Turn turn, Policy policy, Resource resource, boolean shadow) {
        for (RateLimit limit : policy.guards().rateLimits()) {
            List<Long> times = starts(turn, counter(policy, limit, resource, shadow), limit);
            if (times.size() >= limit.max()) {
                long until = times.get(times.size() - limit.max()) + limit.per().toMillis();
                return Ruling.defer(
                        Reason.RATE_LIMITED,
                        until,
                        times.size() + " of " + limit.max() + " per " + limit.per() + " by " + limit.by());
            }
        }
        return Ruling.ACT;
    }

    /** True when this target has had all its attempts, whichever policies made them. */
    static boolean attemptsUsedUp(Turn turn, Guards guards, Resource resource) {
        return starts(turn, attempts(guards, resource), guards.attempts()).size()
                >= guards.attempts().max();
    }

    /** A rung is started now. */
    static void count(Turn turn, Policy policy, Resource resource, boolean shadow) {
        for (RateLimit limit : policy.guards().rateLimits()) {
            add(turn, counter(policy, limit, resource, shadow), limit);
        }
        if (!shadow) {
            add(turn, attempts(policy.guards(), resource), policy.guards().attempts());
        }
    }

    private static void add(Turn turn, String counter, RateLimit limit) {
        List<Long> times = new ArrayList<>(starts(turn, counter, limit));
        times.add(turn.now);
        turn.state.put(new Starts(counter, times, turn.now + limit.per().toMillis()));
    }

    private static List<Long> starts(Turn turn, String counter, RateLimit limit) {
        Starts starts = turn.state.get(Starts.key(counter), Starts.class);
        long from = turn.now - limit.per().toMillis();
        return starts == null
                ? List.of()
                : starts.times().stream().filter(at -> at > from).toList();
    }

    private static String counter(Policy policy, RateLimit limit, Resource resource, boolean shadow) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String by : limit.by()) {
            values.put(
                    by,
                    by.equals("target") ? resource.name() : resource.labels().getOrDefault(by, ""));
        }
        return (shadow ? "shadow|" : "") + policy.name() + "|" + limit.per() + "|" + Labels.key(values);
    }

    /** One counter a target and window, shared by all policies that use this window. */
    private static String attempts(Guards guards, Resource resource) {
        return "attempts|" + guards.attempts().per() + "|" + resource.name();
    }
}
