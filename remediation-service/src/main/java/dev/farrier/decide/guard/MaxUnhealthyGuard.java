package dev.farrier.decide.guard;

import static dev.farrier.policy.keys.YamlTypes.amount;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Reason;
import dev.farrier.policy.Guards;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.budget.BudgetUsage.PolicyUsage;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.text.Amount;
import dev.farrier.policy.time.Durations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Defers the first rung while the policy has incidents about too many resources of the target's group: that is probably a shared
 * cause. As budgets, it is asked under the policies in force, and what has begun goes on.
 */
public final class MaxUnhealthyGuard implements Guard {
    private static final YamlKey<Amount> KEY = new YamlKey<>(
            Guards.MAX_UNHEALTHY,
            amount(),
            false,
            null,
            "While this policy has open incidents about more resources of the target's group than this number, or than this"
                    + " share of the group (rounded down), the one that wants to act included, it starts nothing there.");

    @Override
    public String name() {
        return Guards.MAX_UNHEALTHY;
    }

    /** After the policy's limits on one target, before budgets. */
    @Override
    public int order() {
        return 940;
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(KEY);
    }

    @Override
    public @Nullable Object read(@Nullable MapReader guards, Risk risk, ResourceLabels labels) {
        return guards == null ? null : guards.find(KEY);
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        Amount limit = guards.maxUnhealthy();
        return limit == null
                ? List.of()
                : List.of("more than " + limit + " of the resources of the target's group have an open incident of this"
                        + " policy: waits, and calls a person after "
                        + Durations.format(RiskDefaults.CALL_AFTER));
    }

    @Override
    public GuardResult check(GuardContext context) {
        String policy = context.policy().name();
        PolicyUsage usage = context.decision()
                .budgets(context.incident())
                .ofPolicy(
                        policy,
                        context.resource().name(),
                        context.decision().state.health());
        if (context.incident().shadow()
                || context.holdsTarget()
                || usage == null
                || usage.unhealthy().size() <= usage.mostUnhealthy()) {
            return GuardResult.ACT;
        }
        String where = usage.group().isEmpty() ? " without group" : " of group " + usage.group();
        String why = usage.unhealthy().size() + " of " + usage.total() + " resources" + where
                + " have an incident of this policy, at most " + usage.mostUnhealthy() + " may: "
                + TargetLimits.names(usage.unhealthy());
        return TargetLimits.holdBack(
                context,
                WakeCondition.unhealthy(policy, usage.group()),
                RiskDefaults.CALL_AFTER,
                Reason.TOO_MANY_UNHEALTHY,
                why,
                0,
                true);
    }
}
