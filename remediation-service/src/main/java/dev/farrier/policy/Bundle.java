package dev.farrier.policy;

import dev.farrier.model.Action;
import dev.farrier.model.Resource;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.action.ActionDefinition.Undo;
import dev.farrier.policy.incident.InhibitRule;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.storm.StormBreaker;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One commit's documents, compiled and checked together. Immutable.
 *
 * @param commit which commit; every decision names it
 * @param resources resource name → resource, over all inventories
 * @param budgets budget name → budget
 * @param stormBreakers name → storm breaker of all policies together
 * @param inhibitRules in the order of their names
 * @param scripts path relative to the policy directory → content, of every file that a document names: scripts, schemas
 */
public record Bundle(
        String commit,
        SortedMap<String, Source> sources,
        SortedMap<String, Policy> policies,
        SortedMap<String, ActionDefinition> actions,
        SortedMap<String, Resource> resources,
        SortedMap<String, DisruptionBudget> budgets,
        SortedMap<String, StormBreaker> stormBreakers,
        List<InhibitRule> inhibitRules,
        SortedMap<String, String> scripts) {
    public Bundle {
        sources = copy(sources);
        policies = copy(policies);
        actions = copy(actions);
        resources = copy(resources);
        budgets = copy(budgets);
        stormBreakers = copy(stormBreakers);
        inhibitRules = List.copyOf(inhibitRules);
        scripts = copy(scripts);
    }

    /** Without inhibit rules. */
    public Bundle(
            String commit,
            SortedMap<String, Source> sources,
            SortedMap<String, Policy> policies,
            SortedMap<String, ActionDefinition> actions,
            SortedMap<String, Resource> resources,
            SortedMap<String, DisruptionBudget> budgets,
            SortedMap<String, StormBreaker> stormBreakers,
            SortedMap<String, String> scripts) {
        this(commit, sources, policies, actions, resources, budgets, stormBreakers, List.of(), scripts);
    }

    /** How late an event of the policy may come: the largest lateness of its sources. */
    public Duration lateness(Policy policy) {
        return policy.sources().stream()
                .map(sources::get)
                .filter(source -> source != null)
                .map(Source::lateness)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Type of a step's action, as in the allow-list of executors. */
    public String actionTypeOf(Rung.Step step) {
        return switch (step.task()) {
            case Rung.Task.ProbeWait wait -> Action.WaitUntil.TYPE;
            case Rung.Task.ActionCall call -> {
                ActionDefinition definition = actions.get(call.action());
                yield definition == null
                        ? Action.Process.TYPE
                        : definition.body().type();
            }
        };
    }

    /** Whether the step's action may run again when nobody knows whether it was done. */
    public boolean isIdempotent(Rung.Step step) {
        return switch (step.task()) {
            case Rung.Task.ProbeWait wait -> true;
            case Rung.Task.ActionCall call ->
                actions.get(call.action()) instanceof ActionDefinition definition && definition.idempotent();
        };
    }

    /** What undoes the step; null: nothing does, or nothing has to. */
    public @Nullable Undo undoOf(Rung.Step step) {
        if (step.undoneBy() != null) {
            return step.undoneBy();
        }
        return step.task() instanceof Rung.Task.ActionCall call
                        && actions.get(call.action()) instanceof ActionDefinition definition
                ? definition.undoneBy()
                : null;
    }

    private static <V> SortedMap<String, V> copy(Map<String, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
