package dev.farrier.policy.budget;

import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Amount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The limits over several resources of one bundle, and which resources count in each now. */
public final class BudgetUsage {
    private final Bundle bundle;
    private final Map<String, List<Usage>> byTarget = new HashMap<>();
    private final List<Usage> usages = new ArrayList<>();
    /** Group → its resources. */
    private final Map<String, List<String>> groups = new HashMap<>();
    /** Those that were asked for. */
    private final Map<PolicyGroup, PolicyUsage> ofPolicies = new HashMap<>();

    /** What is known of a resource: the one place that says whether it is well. */
    public interface Health {
        /** An incident holds its lease. */
        boolean isDisrupted(String target);

        /** It has an open incident, or is disrupted. */
        boolean isUnhealthy(String target);

        /** People work on it: it counts as disrupted and as unhealthy, whether it has an incident or not. */
        boolean isInMaintenance(Resource resource);

        /** The policy has an open incident about it. */
        boolean hasIncident(String policy, String target);

        /** Resource → the runs that began on it, for as long as any limit counts them. */
        Map<String, Runs> runs();

        /** Budget → the runs that began on its resources that are in no inventory any more. */
        Map<String, Runs> departedRuns();
    }

    /**
     * Runs on one resource: an incident's work from its first rung on.
     *
     * @param times when they began
     * @param reserved how many confirm first and have not begun
     */
    public record Runs(List<Long> times, int reserved) {
        public Runs {
            times = List.copyOf(times);
        }
    }

    private record PolicyGroup(String policy, String group) {}

    /**
     * {@code guards.maxUnhealthy} of a policy, in one group of the inventory.
     *
     * @param total how many resources the group has
     * @param unhealthy names of those that the policy has an open incident about
     */
    public record PolicyUsage(String policy, String group, Amount limit, int total, TreeSet<String> unhealthy) {
        public int mostUnhealthy() {
            return limit.roundedDown(total);
        }
    }

    /**
     * @param departed resources that incidents hold and that are in the inventory no longer: as long as they are held, they count as
     *     disrupted
     */
    public BudgetUsage(Bundle bundle, Health health, Collection<Resource> departed) {
        this.bundle = bundle;
        for (DisruptionBudget budget : bundle.budgets().values()) {
            Usage usage = new Usage(
                    budget,
                    bundle.resources().values().stream().filter(budget::selects).toList());
            usages.add(usage);
            usage.selected().forEach(target -> add(target, usage));
            departed.stream().filter(budget::selects).forEach(resource -> {
                usage.addDeparted(resource);
                add(resource.name(), usage);
            });
        }
        for (Resource resource : bundle.resources().values()) {
            groups.computeIfAbsent(resource.group(), none -> new ArrayList<>()).add(resource.name());
            update(resource.name(), health);
        }
        departed.forEach(resource -> update(resource.name(), health));
        health.runs().forEach(this::add);
        health.departedRuns().forEach(this::addDeparted);
    }

    private void add(String target, Usage usage) {
        byTarget.computeIfAbsent(target, none -> new ArrayList<>()).add(usage);
    }

    public boolean isOf(Bundle other) {
        return bundle == other;
    }

    /** Of the inventory. */
    public Collection<Resource> resources() {
        return bundle.resources().values();
    }

    /** Of all budgets, in the order of their names. */
    public List<Usage> all() {
        return List.copyOf(usages);
    }

    /** Of the budgets that select the target, in the order of their names. */
    public List<Usage> of(String target) {
        return byTarget.getOrDefault(target, List.of());
    }

    /** Null: the policy has no such limit, or the target is in no inventory. */
    public @Nullable PolicyUsage ofPolicy(String policy, String target, Health health) {
        Policy inForce = bundle.policies().get(policy);
        Resource resource = bundle.resources().get(target);
        Amount limit = inForce == null ? null : inForce.guards().maxUnhealthy();
        return limit == null || resource == null
                ? null
                : ofPolicies.computeIfAbsent(new PolicyGroup(policy, resource.group()), key -> {
                    List<String> members = groups.getOrDefault(key.group(), List.of());
                    TreeSet<String> unhealthy = new TreeSet<>(members);
                    unhealthy.removeIf(member -> !health.hasIncident(policy, member));
                    return new PolicyUsage(policy, key.group(), limit, members.size(), unhealthy);
                });
    }

    /** The health of the target has changed. */
    public void update(String target, Health health) {
        Resource resource = bundle.resources().get(target);
        boolean inMaintenance = resource != null && !of(target).isEmpty() && health.isInMaintenance(resource);
        for (Usage usage : of(target)) {
            usage.update(target, health, inMaintenance);
        }
        if (!isInInventory(target) && !health.isDisrupted(target)) {
            byTarget.remove(target);
        }
    }

    private boolean isInInventory(String target) {
        return bundle.resources().containsKey(target);
    }

    /** Runs that count from now on. */
    public void add(String target, Runs runs) {
        if (isInInventory(target)) {
            of(target).forEach(usage -> usage.add(runs));
        }
    }

    /** Runs that count no longer. */
    public void remove(String target, Runs runs) {
        if (isInInventory(target)) {
            of(target).forEach(usage -> usage.remove(runs));
        }
    }

    /** Runs of this budget, on resources that are in no inventory any more, that count from now on. */
    public void addDeparted(String budget, Runs runs) {
        named(budget).forEach(usage -> usage.add(runs));
    }

    /** Such runs that count no longer. */
    public void removeDeparted(String budget, Runs runs) {
        named(budget).forEach(usage -> usage.remove(runs));
    }

    private Stream<Usage> named(String budget) {
        return usages.stream().filter(usage -> usage.budget().name().equals(budget));
    }

    /** The policy has an open incident about the target, or has it no longer. */
    public void update(String policy, String target, Health health) {
        Resource resource = bundle.resources().get(target);
        PolicyUsage usage = resource == null ? null : ofPolicies.get(new PolicyGroup(policy, resource.group()));
        if (usage != null) {
            Usage.set(usage.unhealthy(), target, health.hasIncident(policy, target));
        }
    }
}
