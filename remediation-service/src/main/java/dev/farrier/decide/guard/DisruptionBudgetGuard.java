package dev.farrier.decide.guard;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.policy.budget.BudgetUsage.Usage;

/**
 * Defers the first rung while a budget that selects the target has no room. It asks the budgets in force now, not those of the
 * incident's commit; what has begun goes on, whatever an edit says. Incidents in shadow act on nothing and pass.
 */
public final class DisruptionBudgetGuard implements Guard {
    @Override
    public String name() {
        return "disruptionBudget";
    }

    /** After the policy's own limits: what waits for them would only hold others back. */
    @Override
    public int order() {
        return 950;
    }

    @Override
    public GuardResult check(GuardContext context) {
        if (context.incident().shadow() || context.holdsTarget()) {
            return GuardResult.ACT;
        }
        String target = context.resource().name();
        for (Usage usage : context.decision().budgets(context.incident()).of(target)) {
            GuardResult result = check(context, usage);
            if (!result.passes()) {
                return result;
            }
        }
        return GuardResult.ACT;
    }

    private static GuardResult check(GuardContext context, Usage usage) {
        String budget = "budget " + usage.budget().name() + ": ";
        if (usage.unhealthy().size() > usage.mostUnhealthy()) {
            String why = budget + usage.unhealthy().size() + " of " + usage.total()
                    + " resources are unhealthy, at most " + usage.mostUnhealthy() + " may be: "
                    + TargetLimits.names(usage.unhealthy());
            return holdBack(context, usage, Reason.TOO_MANY_UNHEALTHY, why, true);
        }
        if (usage.disrupted().size() < usage.mostDisrupted()) {
            return GuardResult.ACT;
        }
        String why = budget + usage.disrupted().size() + " of at most " + usage.mostDisrupted()
                + " resources are disrupted: " + TargetLimits.names(usage.disrupted());
        return holdBack(context, usage, Reason.DISRUPTION_BUDGET, why, waitsForPeople(context, usage));
    }

    /** @param calls whether a person must be called in the end, since nothing that is under way makes room */
    private static GuardResult holdBack(GuardContext context, Usage usage, Reason reason, String why, boolean calls) {
        String queue = WakeCondition.budget(usage.budget().name());
        return TargetLimits.holdBack(context, queue, usage.budget().callAfter(), reason, why, calls);
    }

    /** Whether all that have a place are incidents that a person was called for. */
    private static boolean waitsForPeople(GuardContext context, Usage usage) {
        DeciderState state = context.decision().state;
        return usage.disrupted().stream().allMatch(target -> {
            TargetLease lease = state.get(TargetLease.key(target), TargetLease.class);
            Incident holder = lease == null ? null : state.incident(lease.incident());
            return holder != null && holder.state() == IncidentState.ESCALATED;
        });
    }
}
