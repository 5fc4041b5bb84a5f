package dev.farrier.decide.context;

import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.budget.BudgetUsage;
import dev.farrier.policy.budget.BudgetUsage.PolicyUsage;
import dev.farrier.policy.budget.Domain;
import dev.farrier.policy.budget.Usage;

/**
 * Whether what waits for a limit over several resources can go on. It is asked before each one is woken, so that the end of an
 * incident costs as much as incidents can go on, however many wait.
 */
final class BudgetRoom {
    private BudgetRoom() {}

    /** @param next the first that waits in the queue */
    static boolean isLeft(DecisionContext context, String queue, StateRecord next) {
        Bundle inForce = context.callingBundle();
        if (inForce == null || !(next instanceof OpenIncident open)) {
            return true;
        }
        String target = open.incident().target();
        BudgetUsage usages = context.budgets(inForce);
        for (Usage usage : usages.of(target)) {
            if (queue.equals(WakeCondition.budget(usage.budget().name()))) {
                return isLeft(usage, target, context.now);
            }
        }
        PolicyUsage ofPolicy = usages.ofPolicy(open.incident().policy(), target, context.state.health());
        return ofPolicy == null
                || !queue.equals(WakeCondition.unhealthy(ofPolicy.policy(), ofPolicy.group()))
                || ofPolicy.unhealthy().size() <= ofPolicy.mostUnhealthy();
    }

    private static boolean isLeft(Usage usage, String target, long now) {
        Domain domain = usage.domainOf(target);
        int domains = usage.disruptedDomains().size();
        int most = usage.mostDisruptedDomains();
        return usage.unhealthy().size() <= usage.mostUnhealthy()
                && usage.disrupted().size() < usage.mostDisrupted()
                && (domain == null
                        || domains < most
                        || (domains == most && !domain.disrupted().isEmpty()))
                && usage.budget().rateLimits().stream().allMatch(limit -> usage.hasRoom(limit, now));
    }
}
