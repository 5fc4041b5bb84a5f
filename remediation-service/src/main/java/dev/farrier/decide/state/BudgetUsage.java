package dev.farrier.decide.state;

import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The budgets of one bundle, and which resources of each are disrupted or unhealthy now. */
public final class BudgetUsage {
    private final Bundle bundle;
    private final Map<String, List<Usage>> byTarget = new HashMap<>();

    /**
     * @param total how many resources the budget selects
     * @param disrupted names of those that an incident holds the lease of
     * @param unhealthy names of those that have an open incident, or are disrupted
     */
    public record Usage(DisruptionBudget budget, int total, TreeSet<String> disrupted, TreeSet<String> unhealthy) {
        public int mostDisrupted() {
            return budget.mostDisrupted(total);
        }

        public int mostUnhealthy() {
            return budget.mostUnhealthy(total);
        }
    }

    BudgetUsage(Bundle bundle, TargetHealth health) {
        this.bundle = bundle;
        for (DisruptionBudget budget : bundle.budgets().values()) {
            List<String> selected = bundle.resources().values().stream()
                    .filter(budget::selects)
                    .map(Resource::name)
                    .toList();
            Usage usage = new Usage(budget, selected.size(), new TreeSet<>(), new TreeSet<>());
            for (String target : selected) {
                byTarget.computeIfAbsent(target, none -> new ArrayList<>()).add(usage);
            }
        }
        byTarget.keySet().forEach(target -> update(target, health));
    }

    boolean isOf(Bundle other) {
        return bundle == other;
    }

    /** Of the budgets that select the target, in the order of their names. */
    public List<Usage> of(String target) {
        return byTarget.getOrDefault(target, List.of());
    }

    void update(String target, TargetHealth health) {
        for (Usage usage : of(target)) {
            set(usage.disrupted(), target, health.isLeased(target));
            set(usage.unhealthy(), target, health.isUnhealthy(target));
        }
    }

    private static void set(TreeSet<String> targets, String target, boolean contained) {
        if (contained) {
            targets.add(target);
        } else {
            targets.remove(target);
        }
    }
}
