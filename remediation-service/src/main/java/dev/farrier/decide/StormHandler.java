package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.guard.MaintenanceGuard;
import dev.farrier.decide.guard.StormBreakers;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BreakerRecord.StormScope;
import dev.farrier.decide.state.BreakerRecord.StormState;
import dev.farrier.decide.state.InputRecord.ChannelState;
import dev.farrier.decide.state.InputRecord.DetectWatermarks;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.storm.StormLimit;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts new incidents, and trips the storm breakers whose limit they exceed: nothing more is started under one, and a person is
 * called once. It ends when no new incident has come for so long, by the decider's clock and by the read positions of all sources
 * that could have opened one; or when a person acknowledges it. Alarms about Farrier itself are not counted.
 */
final class StormHandler {
    private StormHandler() {}

    /**
     * Before the incident's first rung is decided: that which makes it a storm is held back already. What is in maintenance makes
     * none: its cause is known.
     */
    static void count(DecisionContext context, Incident opened) {
        if (!MaintenanceGuard.check(context, opened, context.resource(opened)).passes()) {
            return;
        }
        StormBreakers.of(context, opened).forEach((scope, limit) -> count(context, scope, limit, opened));
    }

    private static void count(DecisionContext context, StormScope scope, StormLimit limit, Incident opened) {
        StormState before = StormBreakers.state(context, scope);
        long calmAt = context.now + limit.calmFor().toMillis();
        if (before.hasTripped()) {
            context.state.put(before.calmAt(context.now, calmAt));
            return;
        }
        StormState counted = before.opened(opened.target() + " (" + opened.id() + ")", context.now);
        int count = counted.openedAfter(context.now - limit.per().toMillis());
        if (count <= limit.max()) {
            context.state.put(counted);
            return;
        }
        String why = cause(counted, limit, count);
        context.state.put(counted.tripped(why, context.now, calmAt));
        audit(context, scope, Reason.STORM, why);
    }

    private static String cause(StormState storm, StormLimit limit, int count) {
        StormScope scope = storm.scope();
        String where = scope.policy().isEmpty() ? "" : " of policy " + scope.policy();
        List<String> named = storm.newest()
                .subList(
                        Math.max(0, storm.newest().size() - count),
                        storm.newest().size());
        int more = count - named.size();
        return "a storm: " + count + " new incidents" + where
                + (scope.site().isEmpty() ? "" : " at site " + scope.site())
                + " within " + Durations.format(limit.per()) + ", more than " + limit.max() + ": "
                + String.join(", ", named) + (more > 0 ? " and " + more + " more" : "");
    }

    /** Also calls for a storm at whose beginning there were no policies that could call a person. */
    static void tick(DecisionContext context) {
        context.state.forEach(StormState.PREFIX, StormState.class, storm -> {
            if (!storm.behind().isEmpty()) {
                checkCalm(context, storm); // the clock may have been given up, or be of a source that is read no longer
            }
            StormState now = StormBreakers.state(context, storm.scope());
            if (now.hasTripped() && !now.told() && !now.scope().shadow()) {
                tell(context, now);
            }
        });
    }

    private static void tell(DecisionContext context, StormState storm) {
        StormScope scope = storm.scope();
        StormLimit limit = limit(context, scope);
        String because = limit == null
                ? storm.why()
                : storm.why() + ". Nothing more is started " + StormBreakers.untilCalm(scope, limit);
        if (Alarms.raise(context, AlarmGroup.STORM, scope.name(), Reason.STORM, because, scope.policy())) {
            context.state.put(storm.withTold());
        }
    }

    private static @Nullable StormLimit limit(DecisionContext context, StormScope scope) {
        Bundle inForce = context.callingBundle();
        return inForce == null ? null : StormBreakers.limit(inForce, scope);
    }

    /** Its wait is over: all its openings are forgotten, or it may be calm. */
    static void wake(DecisionContext context, StormState storm) {
        if (storm.hasTripped()) {
            checkCalm(context, storm);
        } else {
            context.state.remove(storm.key());
        }
    }

    private static void checkCalm(DecisionContext context, StormState storm) {
        String behind = behind(context, storm);
        if (behind.isEmpty()) {
            end(context, storm, "no new incident has come for " + Durations.format(calmFor(storm)));
        } else {
            context.state.put(storm.behind(behind));
        }
    }

    private static Duration calmFor(StormState storm) {
        return Duration.ofMillis(storm.wakeAt() - storm.lastAt());
    }

    /** The clock of a source that could have opened an incident and was not read up to the end of the calm; empty: there is none. */
    private static String behind(DecisionContext context, StormState storm) {
        List<Integer> partitions = new ArrayList<>();
        context.state.forEach(
                DetectWatermarks.PREFIX, DetectWatermarks.class, seen -> partitions.add(seen.partition()));
        if (partitions.isEmpty()) {
            partitions.add(0);
        }
        for (String source : sources(context, storm.scope())) {
            for (int partition : partitions) {
                WakeCondition read = new WakeCondition(WakeCondition.source(partition, source), storm.wakeAt());
                if (context.clock(read) < read.order() && !isGivenUp(context, read.queue())) {
                    return read.queue();
                }
            }
        }
        return "";
    }

    /** Of the policies whose incidents it counts, sorted. */
    private static SortedSet<String> sources(DecisionContext context, StormScope scope) {
        SortedSet<String> sources = new TreeSet<>();
        Bundle inForce = context.callingBundle();
        if (inForce != null) {
            inForce.policies().values().stream()
                    .filter(policy -> policy.mode() != Policy.Mode.OFF && !Watchdog.is(policy.name()))
                    .filter(policy -> scope.policy().isEmpty() || scope.policy().equals(policy.name()))
                    .forEach(policy -> sources.addAll(policy.sources()));
        }
        return sources;
    }

    /** Nothing waits for longer for a source that does not move. */
    private static boolean isGivenUp(DecisionContext context, String source) {
        ChannelState channel = context.state.get(ChannelState.key(source), ChannelState.class);
        return channel != null && context.clock().uptime() - channel.movedAt() >= StuckChannelDetector.GIVE_UP_AFTER;
    }

    /** Other policies are in force. What they do not have any more stops nothing. */
    static void update(DecisionContext context, Bundle inForce) {
        context.state.forEach(StormState.PREFIX, StormState.class, storm -> {
            StormLimit limit = StormBreakers.limit(inForce, storm.scope());
            if (storm.hasTripped() && limit == null) {
                end(context, storm, "its breaker is in force no longer");
            } else if (storm.hasTripped() && limit != null) {
                context.state.put(storm.calmAt(
                        storm.lastAt(), storm.lastAt() + limit.calmFor().toMillis()));
            }
        });
    }

    static boolean hasTripped(DecisionContext context, String policy) {
        return StormBreakers.state(context, StormScope.ofPolicy(policy, false)).hasTripped()
                || StormBreakers.state(context, StormScope.ofPolicy(policy, true))
                        .hasTripped();
    }

    /** Ends the storm of one policy. The order is in the audit already. */
    static void acknowledge(DecisionContext context, String policy, String who) {
        for (boolean shadow : List.of(false, true)) {
            StormState storm = StormBreakers.state(context, StormScope.ofPolicy(policy, shadow));
            if (storm.hasTripped()) {
                end(context, storm, "acknowledged by " + who);
            }
        }
    }

    /** Ends the storms of a {@code StormBreaker}, at all sites. */
    static void acknowledge(DecisionContext context, OperatorInput.AcknowledgeStorm order) {
        String who = AuditRecords.describe(order.by(), order.why());
        List<StormState> tripped = new ArrayList<>();
        context.state.forEach(StormState.PREFIX, StormState.class, storm -> {
            if (storm.hasTripped() && storm.scope().breaker().equals(order.name())) {
                tripped.add(storm);
            }
        });
        context.audit(AuditRecords.operator(
                context,
                Reason.ACKNOWLEDGED,
                "storm breaker " + order.name() + (tripped.isEmpty() ? " has not tripped" : " lets start again")
                        + "; acknowledged by " + who));
        tripped.forEach(storm -> end(context, storm, "acknowledged by " + who));
    }

    /** What waits for it is decided again, and the count starts anew. */
    private static void end(DecisionContext context, StormState storm, String how) {
        StormScope scope = storm.scope();
        context.state.remove(storm.key());
        audit(context, scope, Reason.CLEARED, "the storm is over: " + how);
        if (!scope.shadow()) {
            Alarms.clear(context, AlarmGroup.STORM, scope.name(), "the storm is over: " + how);
        }
        context.waker.wakeAll(WakeCondition.storm(scope));
    }

    private static void audit(DecisionContext context, StormScope scope, Reason reason, String what) {
        String detail = scope.title() + (scope.shadow() ? " of incidents in shadow: " : ": ") + what;
        context.audit(AuditRecords.policy(context, scope.policy(), reason, detail));
    }
}
