package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Starts;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sliding windows over rung starts, exact: a start at {@code t} counts in {@code [t, t + per)}. Counters are keyed by policy
 * <em>name</em> and value, so that an edit of the limit resets nothing. Shadow policies count apart.
 */
final class Limits {
    /** A window may be made longer by an edit; what lies in the longer one is still known then, up to this. */
    private static final long KEEP_AT_LEAST = Duration.ofDays(7).toMillis();

    private Limits() {}

    /** The first rate limit that is full, with the time at which it has room again; else ACT. */
    static Ruling rate(Turn turn, Policy policy, Resource resource, boolean shadow) {
        for (RateLimit limit : policy.guards().rateLimits()) {
            List<Long> times = starts(turn, counter(policy, limit, resource, shadow), limit);
            if (times.size() >= limit.max()) {
                long until = times.get(times.size() - limit.max()) + limit.per().toMillis();
                return Ruling.deferUntil(
                        until,
                        Reason.RATE_LIMITED,
                        times.size() + " of " + limit.max() + " per " + limit.per() + " by " + limit.by());
            }
        }
        return Ruling.ACT;
    }

    /** True when this target has had all its attempts, whichever policies made them. */
    static boolean attemptsUsedUp(Turn turn, Guards guards, Resource resource) {
        return starts(turn, attempts(resource), guards.attempts()).size()
                >= guards.attempts().max();
    }

    /** A rung is started now. */
    static void count(Turn turn, Policy policy, Resource resource, boolean shadow) {
        Map<String, Long> counters = new TreeMap<>();
        for (RateLimit limit : policy.guards().rateLimits()) {
            counters.merge(counter(policy, limit, resource, shadow), limit.per().toMillis(), Math::max);
        }
        if (!shadow) {
            counters.put(attempts(resource), policy.guards().attempts().per().toMillis());
        }
        counters.forEach((counter, per) -> add(turn, counter, Math.max(per, KEEP_AT_LEAST)));
    }

    private static void add(Turn turn, String counter, long keep) {
        Starts before = turn.state.get(Starts.key(counter), Starts.class);
        List<Long> times = new ArrayList<>();
        if (before != null) {
            before.times().stream().filter(at -> at > turn.now - keep).forEach(times::add);
        }
        times.add(turn.now);
        turn.state.put(new Starts(counter, times, turn.now + keep));
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
        return (shadow ? "shadow|" : "") + policy.name() + "|" + Labels.key(values);
    }

    /** One counter a target, shared by all policies. */
    private static String attempts(Resource resource) {
        return "attempts|" + resource.name();
    }
}
