package dev.farrier.decide.guard;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.guard.EffectGuard.EffectLimit;
import dev.farrier.decide.state.BreakerRecord.FinishedRun;
import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stops a policy whose runs do not help, until a person acknowledges it. A run is the remediation of one incident: all rungs, up
 * to its end or the call of a person. A run of which no step was started counts as none.
 */
public final class EffectBreaker {
    static final int MOST_RUNS = 100;

    private static final int NAMED = 5;

    /** These say nothing about the policy: nobody can tell, Farrier's own worker died, or the symptom ended before the next rung. */
    private static final Set<Reason> NO_VERDICT =
            Set.of(Reason.SOURCE_STALE, Reason.WORKER_LOST, Reason.CLEARED_ITSELF);

    private static final Set<OutcomeKind> NOT_RUN =
            Set.of(OutcomeKind.NOT_STARTED, OutcomeKind.REFUSED, OutcomeKind.REVOKED);

    private EffectBreaker() {}

    /** @param run as it was before it ended, or before a person was called */
    public static void recordEnd(DecisionContext context, Incident run, IncidentState end, Reason why) {
        boolean counted = run.state() == IncidentState.ESCALATED || end == IncidentState.CANCELLED;
        if (counted || run.shadow() || WatchdogRound.is(run) || NO_VERDICT.contains(why) || !hasActed(run)) {
            return;
        }
        PolicyRuns before = of(context, run.policy());
        List<FinishedRun> runs = new ArrayList<>(before.runs());
        runs.removeIf(other -> other.incident().equals(run.id()));
        runs.add(new FinishedRun(run.id(), end == IncidentState.RESOLVED, context.now));
        update(context, run, before, runs);
    }

    /** The symptom is back: the run did not help. */
    public static void recordRelapse(DecisionContext context, Incident run) {
        PolicyRuns before = of(context, run.policy());
        List<FinishedRun> runs = before.runs().stream()
                .map(other -> other.incident().equals(run.id()) ? new FinishedRun(run.id(), false, other.at()) : other)
                .toList();
        update(context, run, before, runs);
    }

    private static void update(DecisionContext context, Incident run, PolicyRuns before, List<FinishedRun> runs) {
        List<FinishedRun> kept = runs.subList(Math.max(0, runs.size() - MOST_RUNS), runs.size());
        PolicyRuns after = new PolicyRuns(run.policy(), kept, before.stoppedAt(), before.why(), before.told());
        Policy policy = inForce(context, run);
        EffectLimit limit = policy == null ? EffectLimit.NONE : EffectGuard.limit(policy.guards());
        if (!runs.isEmpty()) {
            context.state.put(after);
        }
        if (!after.hasStopped() && failed(after, limit).size() > limit.maxFailed()) {
            stop(context, after, limit);
        }
    }

    /** Whether the symptom has ended by what was run, and no person was called. */
    public static boolean hasHealed(Incident run, IncidentState end, Reason why) {
        return end == IncidentState.RESOLVED
                && run.state() != IncidentState.ESCALATED
                && !run.shadow()
                && !WatchdogRound.is(run)
                && !NO_VERDICT.contains(why)
                && hasActed(run);
    }

    /** A step of it was run, or may have been. */
    private static boolean hasActed(Incident incident) {
        return incident.history().stream()
                .anyMatch(done -> done.purpose() == Purpose.STEP && !NOT_RUN.contains(done.kind()));
    }

    /** The policy as it is now decides about the stop: its own commit may have other limits. */
    public static @Nullable Policy inForce(DecisionContext context, Incident run) {
        Bundle bundle = context.callingBundle();
        Policy now = bundle == null ? null : bundle.policies().get(run.policy());
        return now != null || !context.isUsable(run) ? now : context.policy(run);
    }

    private static List<FinishedRun> failed(PolicyRuns policy, EffectLimit limit) {
        List<FinishedRun> runs = policy.runs();
        return runs.subList(Math.max(0, runs.size() - limit.runs()), runs.size()).stream()
                .filter(run -> !run.helped())
                .toList();
    }

    private static void stop(DecisionContext context, PolicyRuns runs, EffectLimit limit) {
        List<String> failed =
                failed(runs, limit).stream().map(FinishedRun::incident).toList();
        int counted = Math.min(limit.runs(), runs.runs().size());
        String why = failed.size() + " of its last " + Phrases.count(counted, "run") + " did not help: "
                + Phrases.first(failed, NAMED);
        context.state.put(new PolicyRuns(runs.policy(), runs.runs(), context.now, why, false));
        context.audit(AuditRecords.policy(context, runs.policy(), Reason.POLICY_STOPPED, why));
    }

    public static PolicyRuns of(DecisionContext context, String policy) {
        PolicyRuns runs = context.state.get(PolicyRuns.key(policy), PolicyRuns.class);
        return runs == null ? new PolicyRuns(policy, List.of(), 0, "", false) : runs;
    }
}
