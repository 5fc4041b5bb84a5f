package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Starts;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Sliding windows over rung starts, exact: a start at {@code t} counts in {@code [t, t + per)}. Counters are keyed by policy
 * <em>name</em> and value, so that an edit of the limit resets nothing. Shadow policies count apart.
 */
final class Limits {
    /** A window may be made longer by an edit; what lies in the longer one is still known then, up to this. */
    private static final long KEEP_AT_LEAST = Duration.ofDays(7).toMillis();

    private Limits() {}

    /** The first rate limit that is full, with the time at which it has room again; else ACT. */
    static Ruling rate(Turn turn, Policy policy, Incident incident, Resource resource) {
        for (RateLimit limit : policy.guards().rateLimits()) {
            String counter = counter(policy, limit, resource, incident.shadow());
            List<Long> times = starts(turn, counter, limit);
            if (times.size() >= limit.max()) {
                long until = times.get(times.size() - limit.max()) + limit.per().toMillis();
                String why = times.size() + " of " + limit.max() + " per " + limit.per() + " by " + limit.by();
                return isReserved(turn, counter)
                        ? new Ruling(
                                Verdict.DEFER,
                                Reason.RATE_LIMITED,
                                until,
                                List.of(new Wait(Wait.limit(counter), incident.openedAt())),
                                why + ", some of them reserved by what still looks whether there is anything to do")
                        : Ruling.deferUntil(until, Reason.RATE_LIMITED, why);
            }
        }
        return Ruling.ACT;
    }

    /**
     * True when this target has had all its attempts, whichever policies made them. A reserved one is none: whoever has
     * reserved it holds the target, and lets it go when it was in vain.
     */
    static boolean attemptsUsedUp(Turn turn, Guards guards, Resource resource) {
        Starts starts = turn.state.get(Starts.key(attempts(resource)), Starts.class);
        List<Long> reserved = starts == null ? List.of() : starts.reserved();
        return starts(turn, attempts(resource), guards.attempts()).stream()
                        .filter(at -> !reserved.contains(at))
                        .count()
                >= guards.attempts().max();
    }

    /** A rung is started now; or it looks first, and only reserves its place. */
    static void count(Turn turn, Policy policy, Resource resource, boolean shadow, boolean looksFirst) {
        counters(policy, resource, shadow)
                .forEach((counter, per) -> add(turn, counter, Math.max(per, KEEP_AT_LEAST), looksFirst));
    }

    private static Map<String, Long> counters(Policy policy, Resource resource, boolean shadow) {
        Map<String, Long> counters = new TreeMap<>();
        for (RateLimit limit : policy.guards().rateLimits()) {
            counters.merge(counter(policy, limit, resource, shadow), limit.per().toMillis(), Math::max);
        }
        if (!shadow) {
            counters.put(attempts(resource), policy.guards().attempts().per().toMillis());
        }
        return counters;
    }

    private static void add(Turn turn, String counter, long keep, boolean looksFirst) {
        Starts before = turn.state.get(Starts.key(counter), Starts.class);
        List<Long> times = new ArrayList<>();
        List<Long> reserved = new ArrayList<>();
        if (before != null) {
            before.times().stream().filter(at -> at > turn.now - keep).forEach(times::add);
            reserved.addAll(before.reserved());
        }
        times.add(turn.now);
        if (looksFirst) {
            reserved.add(turn.now);
        }
        turn.state.put(new Starts(counter, times, reserved, turn.now + keep));
    }

    /** Its steps begin: what was reserved is a start of now. */
    static Incident take(Turn turn, Incident incident) {
        change(turn, incident, (starts, at) -> starts.with(turn.now).without(at));
        return incident.withWork(incident.work().confirmed(turn.now));
    }

    /** It looks once more before its steps begin. */
    static void reserveAgain(Turn turn, Incident incident) {
        change(turn, incident, Starts::reserving);
    }

    /** Nothing is done after all: what is still reserved is given back. */
    static void giveBack(Turn turn, Incident incident) {
        change(turn, incident, (starts, at) -> starts.reserved().contains(at) ? starts.without(at) : starts);
    }

    private static void change(Turn turn, Incident incident, BiFunction<Starts, Long, Starts> how) {
        long at = incident.work().rungStartedAt();
        Resource resource = at == 0 || !turn.usable(incident) ? null : turn.resource(incident);
        if (resource == null || incident.shadow()) {
            return;
        }
        counters(turn.policy(incident), resource, false).keySet().forEach(counter -> {
            Starts before = turn.state.get(Starts.key(counter), Starts.class);
            Starts after = before == null ? null : how.apply(before, at);
            if (after != null && !after.equals(before)) {
                turn.state.put(after);
                turn.waker.wakeAll(Wait.limit(counter));
            }
        });
    }

    private static boolean isReserved(Turn turn, String counter) {
        Starts starts = turn.state.get(Starts.key(counter), Starts.class);
        return starts != null && !starts.reserved().isEmpty();
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
