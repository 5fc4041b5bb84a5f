package dev.farrier.simulation;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.source.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A bundle made ready for a simulation. A policy in shadow counts as one that enforces.
 *
 * @param skipped names of the policies that the simulation leaves out, sorted; policies that are off are not among them
 * @param shadows names of the policies in shadow that get a decider of their own, so that they take nothing from the others
 */
public record SimulationPlan(Bundle bundle, List<String> skipped, Set<String> shadows) {
    private static final Source.Liveness ALIVE =
            new Source.Liveness(Duration.ofDays(1), List.of(), Duration.ZERO, List.of());

    public SimulationPlan {
        skipped = List.copyOf(skipped);
        shadows = Collections.unmodifiableSortedSet(new TreeSet<>(shadows));
    }

    /**
     * For recorded input of one source: every source is one speaker without lag that is alive throughout, and policies that
     * need other sources are left out.
     *
     * @param source its name
     */
    public static SimulationPlan ofSource(Bundle bundle, String source) {
        SortedMap<String, Policy> policies = new TreeMap<>();
        List<String> skipped = new ArrayList<>();
        Set<String> shadows = new TreeSet<>();
        bundle.policies().forEach((name, policy) -> {
            if (policy.mode() == Mode.SHADOW) {
                shadows.add(name);
            }
            if (policy.mode() == Mode.OFF) {
                return;
            }
            if (policy.alternatives().stream()
                    .allMatch(alternative -> alternative.sources().contains(source))) {
                policies.put(name, policy.withMode(Mode.ENFORCE));
            } else {
                skipped.add(name);
            }
        });
        return new SimulationPlan(with(bundle, each -> ALIVE, policies), skipped, shadows);
    }

    /** For policy tests: all policies share one decider, and a source is one speaker that is alive while the test lets it speak. */
    public static SimulationPlan ofTest(Bundle bundle) {
        SortedMap<String, Policy> policies = new TreeMap<>();
        bundle.policies()
                .forEach((name, policy) ->
                        policies.put(name, policy.mode() == Mode.SHADOW ? policy.withMode(Mode.ENFORCE) : policy));
        return new SimulationPlan(
                with(
                        bundle,
                        liveness -> liveness == null
                                ? null
                                : new Source.Liveness(liveness.expectEvery(), List.of(), liveness.maxLag(), List.of()),
                        policies),
                List.of(),
                Set.of());
    }

    private static Bundle with(Bundle bundle, LivenessChange change, SortedMap<String, Policy> policies) {
        SortedMap<String, Source> sources = new TreeMap<>();
        bundle.sources()
                .forEach((name, source) -> sources.put(name, source.withLiveness(change.apply(source.liveness()))));
        return new Bundle(
                bundle.commit(),
                sources,
                policies,
                bundle.actions(),
                bundle.resources(),
                bundle.budgets(),
                bundle.stormBreakers(),
                bundle.inhibitRules(),
                bundle.scripts());
    }

    private interface LivenessChange {
        Source.@Nullable Liveness apply(Source.@Nullable Liveness liveness);
    }
}
