package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.IncidentRecord.RungStarts;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Sliding windows over rung starts: a start at {@code t} counts in {@code [t, t + per)}. A counter's key is the policy's name
 * and the values of {@code by}, so that editing a limit resets nothing. Policies in shadow have counters of their own.
 */
public final class RateLimiter {
    /** Starts are kept at least so long, milliseconds, since an edit may make a window longer. */
    private static final long KEEP_AT_LEAST = DisruptionBudget.LONGEST_WINDOW.toMillis();

    private RateLimiter() {}

    /** Defers by the first rate limit that is reached. Reservations count. */
    static GuardResult check(DecisionContext context, Policy policy, Incident incident, Resource resource) {
        for (RateLimit limit : policy.guards().rateLimits()) {
            String counter = counter(policy, limit, resource, incident.shadow());
            List<Long> times = starts(context, counter, limit);
            int reserved = of(context, counter).reserved().size();
            int tooMany = times.size() + reserved - limit.max();
            if (tooMany >= 0) {
                long until = tooMany < times.size()
                        ? times.get(tooMany) + limit.per().toMillis()
                        : 0;
                return new GuardResult(
                        Verdict.DEFER,
                        Reason.RATE_LIMITED,
                        until,
                        List.of(new WakeCondition(WakeCondition.limit(counter), incident.openedAt())),
                        (times.size() + reserved) + " of " + limit.max() + " per " + limit.per() + " by " + limit.by()
                                + (reserved == 0
                                        ? ""
                                        : ", " + reserved + " of them reserved by rungs that look first"));
            }
        }
        return GuardResult.ACT;
    }

    /**
     * True when the target has had all its attempts, by any policy. Reservations do not count: the incident that has reserved one
     * holds the lease of the target.
     */
    static boolean attemptsUsedUp(DecisionContext context, Guards guards, Resource resource) {
        return starts(context, attempts(resource), guards.attempts()).size()
                >= guards.attempts().max();
    }

    /** Counts a rung that starts now. */
    public static void countStart(DecisionContext context, Policy policy, Incident incident, Resource resource) {
        counters(context, policy, resource, incident.shadow(), incident.work().isBeforeFirstRung())
                .forEach((counter, keep) -> {
                    RungStarts before = of(context, counter).startedAfter(context.now - keep);
                    context.state.put(before.started(context.now, context.now + keep));
                });
    }

    /** Reserves a start for a rung that confirms or diagnoses first. */
    public static void reserve(DecisionContext context, Policy policy, Incident incident, Resource resource) {
        counters(context, policy, resource, false, incident.work().isBeforeFirstRung())
                .forEach((counter, keep) -> context.state.put(
                        of(context, counter).reservedBy(incident.id(), context.now, context.now + keep)));
    }

    /** The steps start: the reservation becomes a start of now. */
    public static Incident convertReservation(DecisionContext context, Incident incident) {
        change(
                context,
                incident,
                (starts, keep) -> starts.reserved().containsKey(incident.id())
                        ? starts.notReservedBy(incident.id())
                                .startedAfter(context.now - keep)
                                .started(context.now, context.now + keep)
                        : starts);
        return incident.withWork(incident.work().withRungStartedAt(context.now));
    }

    /** The rung confirms again before its steps start. */
    public static void reserveAgain(DecisionContext context, Incident incident) {
        long at = incident.work().rungStartedAt();
        change(
                context,
                incident,
                (starts, keep) -> starts.times().contains(at)
                        ? starts.notStarted(at).reservedBy(incident.id(), at, starts.wakeAt())
                        : starts);
    }

    /** Nothing was done: removes the reservation; a first rung counts as never started. */
    public static Incident releaseReservation(DecisionContext context, Incident incident) {
        boolean released = change(context, incident, (starts, keep) -> starts.notReservedBy(incident.id()));
        boolean first = incident.work().rung() == 0
                || incident.history().stream().noneMatch(done -> done.purpose() == Purpose.STEP);
        return released && first ? incident.withWork(incident.work().withRungStartedAt(0)) : incident;
    }

    /** Returns true when a counter has changed. */
    private static boolean change(
            DecisionContext context, Incident incident, BiFunction<RungStarts, Long, RungStarts> how) {
        boolean none = incident.work().rungStartedAt() == 0 || incident.shadow() || !context.isUsable(incident);
        Resource resource = none ? null : context.resource(incident);
        if (resource == null) {
            return false;
        }
        boolean changed = false;
        // The counters of runs too, wherever they were counted: only what this incident has reserved or started is
        // changed.
        Map<String, Long> counters = counters(context, context.policy(incident), resource, false, true);
        counters.put(RungStarts.runs(resource.name()), KEEP_AT_LEAST);
        ofDeparted(context, resource).forEach(counter -> counters.put(counter, KEEP_AT_LEAST));
        for (Map.Entry<String, Long> counter : counters.entrySet()) {
            RungStarts before = of(context, counter.getKey());
            RungStarts after = how.apply(before, counter.getValue());
            if (!after.equals(before)) {
                changed = true;
                context.state.put(after);
                context.waker.wakeAll(WakeCondition.limit(counter.getKey()));
            }
        }
        if (changed) {
            context.budgets(incident)
                    .of(resource.name())
                    .forEach(usage -> context.waker.wakeAll(
                            WakeCondition.budget(usage.budget().name())));
        }
        return changed;
    }

    /** All its starts have left the window. Reservations of open incidents stay. */
    public static void expire(DecisionContext context, RungStarts starts) {
        SortedMap<String, Long> reserved = new TreeMap<>(starts.reserved());
        reserved.keySet().removeIf(incident -> context.state.incident(incident) == null);
        if (reserved.isEmpty()) {
            context.state.remove(starts.key());
        } else {
            context.state.put(new RungStarts(starts.counter(), List.of(), reserved, context.now + KEEP_AT_LEAST));
        }
    }

    /**
     * Counters → how long their starts are kept, milliseconds.
     *
     * @param first the rung is the first one, so that it begins a run
     */
    private static Map<String, Long> counters(
            DecisionContext context, Policy policy, Resource resource, boolean shadow, boolean first) {
        Map<String, Long> counters = new TreeMap<>();
        for (RateLimit limit : policy.guards().rateLimits()) {
            counters.merge(counter(policy, limit, resource, shadow), keep(limit), Math::max);
        }
        if (!shadow) {
            counters.put(attempts(resource), keepAttempts(context, policy));
            if (first) {
                counterOfRuns(context, resource).forEach(counter -> counters.put(counter, KEEP_AT_LEAST));
            }
        }
        return counters;
    }

    /** Of a resource that is in no inventory any more nobody knows later which budgets select it. */
    private static List<String> counterOfRuns(DecisionContext context, Resource resource) {
        Bundle inForce = context.callingBundle();
        return inForce == null || inForce.resources().containsKey(resource.name())
                ? List.of(RungStarts.runs(resource.name()))
                : ofDeparted(context, resource);
    }

    private static List<String> ofDeparted(DecisionContext context, Resource resource) {
        Bundle inForce = context.callingBundle();
        return inForce == null ? List.of() : ofDeparted(inForce, resource);
    }

    private static List<String> ofDeparted(Bundle bundle, Resource resource) {
        return bundle.budgets().values().stream()
                .filter(budget -> budget.selects(resource))
                .map(budget -> RungStarts.ofDeparted(budget.name()))
                .toList();
    }

    /** Runs on resources that the new policies no longer have count on in the budgets that selected them. */
    public static void keepDeparted(DecisionContext context, Bundle before, Bundle now) {
        context.state.forEach(RungStarts.key(""), RungStarts.class, starts -> {
            if (!RungStarts.isOfRuns(starts.counter())) {
                return;
            }
            Resource resource = before.resources().get(RungStarts.resource(starts.counter()));
            List<String> counters = resource == null || now.resources().containsKey(resource.name())
                    ? List.of()
                    : ofDeparted(before, resource);
            if (!counters.isEmpty()) {
                counters.forEach(counter -> context.state.put(of(context, counter)
                        .startedAfter(context.now - KEEP_AT_LEAST)
                        .with(starts)));
                context.state.remove(starts.key());
            }
        });
    }

    /** All policies have this counter in common: it is kept for the longest of their windows. */
    private static long keepAttempts(DecisionContext context, Policy policy) {
        Bundle inForce = context.callingBundle();
        Stream<Policy> others = inForce == null ? Stream.of() : inForce.policies().values().stream();
        return Stream.concat(Stream.of(policy), others)
                .mapToLong(other -> keep(other.guards().attempts()))
                .max()
                .orElseThrow();
    }

    private static long keep(RateLimit limit) {
        return Math.max(limit.per().toMillis(), KEEP_AT_LEAST);
    }

    private static RungStarts of(DecisionContext context, String counter) {
        RungStarts starts = context.state.get(RungStarts.key(counter), RungStarts.class);
        return starts == null ? RungStarts.none(counter) : starts;
    }

    private static List<Long> starts(DecisionContext context, String counter, RateLimit limit) {
        return of(context, counter)
                .startedAfter(context.now - limit.per().toMillis())
                .times();
    }

    private static String counter(Policy policy, RateLimit limit, Resource resource, boolean shadow) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String by : limit.by()) {
            values.put(
                    by,
                    by.equals(AttemptsGuard.TARGET)
                            ? resource.name()
                            : resource.labels().getOrDefault(by, ""));
        }
        return (shadow ? "shadow|" : "") + policy.name() + "|" + Labels.key(values);
    }

    private static String attempts(Resource resource) {
        return "attempts|" + resource.name();
    }
}
