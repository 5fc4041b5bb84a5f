package dev.farrier.cli.doctor;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Step;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What policies in force ask of executors.
 *
 * @param resources site → resources of the inventory there
 * @param steps type of action → the policies that use it to remediate
 * @param calls type of action → the policies that use it to call a person
 */
record ActionUse(
        SortedMap<String, Integer> resources,
        SortedMap<String, SortedSet<String>> steps,
        SortedMap<String, SortedSet<String>> calls) {

    /** @param bundle null: none is in force */
    static ActionUse of(@Nullable Bundle bundle) {
        ActionUse use = new ActionUse(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        if (bundle != null) {
            bundle.resources().values().forEach(resource -> use.resources.merge(resource.site(), 1, Integer::sum));
            bundle.policies().values().stream()
                    .filter(policy -> policy.acts())
                    .forEach(policy -> use.add(bundle, policy));
        }
        return use;
    }

    private void add(Bundle bundle, Policy policy) {
        add(bundle, policy, policy.diagnosis().steps(), steps);
        for (Rung rung : policy.remediate()) {
            add(bundle, policy, rung.steps(), steps);
            add(bundle, policy, rung.rollback(), steps);
        }
        add(bundle, policy, policy.escalate(), calls);
    }

    private static void add(
            Bundle bundle, Policy policy, Collection<Step> of, SortedMap<String, SortedSet<String>> types) {
        for (Step step : of) {
            types.computeIfAbsent(bundle.actionTypeOf(step), type -> new TreeSet<>())
                    .add(policy.name());
        }
    }
}
