package dev.farrier.decide.guard;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.DeciderState.QueueEntry;
import dev.farrier.decide.state.IncidentRecord.CancelledSymptom;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.budget.BudgetLimit;
import dev.farrier.policy.budget.Domain;
import dev.farrier.policy.budget.Usage;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.util.List;

/**
 * Defers the first rung while a budget that selects the target has no room. It asks the budgets in force now, not those of the
 * incident's commit; what has begun goes on, whatever an edit says. Only in a failure domain with a shared cause the next rung
 * waits too. Incidents in shadow act on nothing and pass.
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
        if (context.incident().shadow()) {
            return GuardResult.ACT;
        }
        List<Usage> usages = context.decision()
                .budgets(context.incident())
                .of(context.resource().name());
        GuardResult handsOff = checkAgain(context);
        if (!handsOff.passes() || context.holdsTarget()) {
            return handsOff;
        }
        for (Usage usage : usages) {
            GuardResult result = check(context, usage);
            if (!result.passes()) {
                return result;
            }
        }
        return GuardResult.ACT;
    }

    @Override
    public GuardResult checkAgain(GuardContext context) {
        if (context.incident().shadow()) {
            return GuardResult.ACT;
        }
        for (Usage usage : context.decision()
                .budgets(context.incident())
                .of(context.resource().name())) {
            GuardResult result = sharedCause(context, usage);
            if (!result.passes()) {
                return result;
            }
        }
        return GuardResult.ACT;
    }

    /** The incident about the whole domain has called a person. Fewer unhealthy resources end the wait, or that person. */
    private static GuardResult sharedCause(GuardContext context, Usage usage) {
        Domain domain = usage.domainOf(context.resource().name());
        if (domain == null || !usage.isHandsOff(domain)) {
            return GuardResult.ACT;
        }
        DeciderState state = context.decision().state;
        if (state.get(CancelledSymptom.key("", AlarmGroup.ofDomain(usage, domain)), CancelledSymptom.class) != null) {
            return GuardResult.ACT; // a person has looked, and let it go on
        }
        return GuardResult.defer(
                BudgetLimit.HANDS_OFF_AT.reason(),
                text(usage, BudgetLimit.HANDS_OFF_AT) + domain.unhealthy().size() + " of "
                        + domain.members().size() + " resources of " + domain.label()
                        + " are unhealthy: hands off all of them",
                new WakeCondition(
                        WakeCondition.domain(usage.budget().name(), domain.label()),
                        context.incident().openedAt()));
    }

    private static GuardResult check(GuardContext context, Usage usage) {
        if (usage.unhealthy().size() > usage.mostUnhealthy()) {
            String why = usage.unhealthy().size() + " of " + usage.total() + " resources are unhealthy, at most "
                    + usage.mostUnhealthy() + " may be: " + TargetLimits.names(usage.unhealthy());
            BudgetLimit limit =
                    usage.budget().minHealthy() == null ? BudgetLimit.MAX_UNHEALTHY : BudgetLimit.MIN_HEALTHY;
            return holdBack(context, usage, limit, why, 0, true);
        }
        if (usage.disrupted().size() >= usage.mostDisrupted()) {
            String why = usage.disrupted().size() + " of at most " + usage.mostDisrupted()
                    + " resources are disrupted: " + TargetLimits.names(usage.disrupted());
            return holdBack(context, usage, BudgetLimit.MAX_DISRUPTED, why, 0, waitsForPeople(context, usage));
        }
        if (!hasRoomInItsDomain(context, usage)) {
            String why = usage.disruptedDomains().size() + " of at most " + usage.mostDisruptedDomains()
                    + " domains are disrupted, and it is the turn of another: "
                    + Phrases.and(List.copyOf(usage.disruptedDomains()));
            return holdBack(context, usage, BudgetLimit.DOMAINS_MAX_DISRUPTED, why, 0, waitsForPeople(context, usage));
        }
        for (RateLimit limit : usage.budget().rateLimits()) {
            if (!usage.hasRoom(limit, context.now())) {
                String why = Phrases.count(limit.max(), "run") + " per " + Durations.format(limit.per())
                        + " may begin on its resources";
                return holdBack(context, usage, BudgetLimit.RATE_LIMIT, why, usage.roomAt(limit, context.now()), true);
            }
        }
        return GuardResult.ACT;
    }

    /**
     * In a domain that is disrupted already more may start, but only while nobody else waits for longer: else a domain whose
     * resources fail one after the other would keep all others waiting.
     */
    private static boolean hasRoomInItsDomain(GuardContext context, Usage usage) {
        Domain domain = usage.domainOf(context.resource().name());
        int disrupted = usage.disruptedDomains().size();
        int most = usage.mostDisruptedDomains();
        if (domain == null || disrupted < most) {
            return true;
        }
        QueueEntry oldest = context.decision().state.first(queue(usage));
        boolean firstInTurn =
                oldest == null || oldest.order() >= context.incident().openedAt();
        return disrupted == most && !domain.disrupted().isEmpty() && firstInTurn;
    }

    /**
     * @param at when to ask again, epoch milliseconds; 0: when the budget has room
     * @param calls whether a person must be called in the end, since nothing that is under way makes room
     */
    private static GuardResult holdBack(
            GuardContext context, Usage usage, BudgetLimit limit, String why, long at, boolean calls) {
        return TargetLimits.holdBack(
                context, queue(usage), usage.budget().callAfter(), limit.reason(), text(usage, limit) + why, at, calls);
    }

    private static String queue(Usage usage) {
        return WakeCondition.budget(usage.budget().name());
    }

    private static String text(Usage usage, BudgetLimit limit) {
        return limit.beginning(usage.budget().name());
    }

    /**
     * Whether all that have a place are incidents that a person was called for or has asked to wait, or that may wait for this very one; or are in
     * maintenance, which may last for long.
     */
    private static boolean waitsForPeople(GuardContext context, Usage usage) {
        DeciderState state = context.decision().state;
        return usage.disrupted().stream().allMatch(target -> {
            TargetLease lease = state.get(TargetLease.key(target), TargetLease.class);
            Incident holder = lease == null ? null : state.incident(lease.incident());
            boolean inMaintenance = lease == null;
            return inMaintenance
                    || holder != null
                            && (holder.state() == IncidentState.ESCALATED
                                    || holder.reason() == Reason.POLICY_STOPPED
                                    || holder.reason() == Reason.SHARED_CAUSE
                                    || holder.state() == IncidentState.AWAITING_APPROVAL
                                    || holder.reason() == Reason.MAINTENANCE
                                    || holder.reason() == Reason.SILENCED
                                    || holder.reason() == Reason.INHIBITED
                                    || holder.reason() == Reason.STORM);
        });
    }
}
