package dev.farrier.replay;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A bundle made ready for replay of one source: shadow counts as enforce, every source is one speaker without lag (it is
 * alive throughout, by assumption), and policies that this source alone can't feed are left out.
 *
 * @param skipped names of the policies left out, sorted; those that are off are not among them
 * @param shadows names of the policies that only count as enforcing: they take nothing from the others, nor these from them
 */
public record ReplayPlan(Bundle bundle, List<String> skipped, Set<String> shadows) {
    private static final Source.Liveness ALIVE =
            new Source.Liveness(Duration.ofDays(1), List.of(), Duration.ZERO, List.of());

    public ReplayPlan {
        skipped = List.copyOf(skipped);
        shadows = Collections.unmodifiableSortedSet(new TreeSet<>(shadows));
    }

    /** @param source name of the source that the input is of */
    public static ReplayPlan of(Bundle bundle, String source) {
        SortedMap<String, Source> sources = new TreeMap<>();
        bundle.sources().forEach((name, known) -> sources.put(name, alive(known)));
        SortedMap<String, Policy> policies = new TreeMap<>();
        List<String> skipped = new ArrayList<>();
        bundle.policies().forEach((name, policy) -> {
            if (policy.mode() == Mode.OFF) {
                return;
            }
            boolean fed = policy.alternatives().stream()
                    .allMatch(alternative -> alternative.sources().contains(source));
            if (fed) {
                policies.put(name, enforced(policy));
            } else {
                skipped.add(name);
            }
        });
        Bundle plan =
                new Bundle(bundle.commit(), sources, policies, bundle.actions(), bundle.resources(), bundle.scripts());
        return new ReplayPlan(plan, skipped, shadows(bundle));
    }

    private static Set<String> shadows(Bundle bundle) {
        return bundle.policies().values().stream()
                .filter(policy -> policy.mode() == Mode.SHADOW)
                .map(Policy::name)
                .collect(Collectors.toSet());
    }

    /**
     * For tests: shadow counts as enforce, and nobody but a source as a whole tells whether it is alive, by being heard.
     */
    public static Bundle speakingWithOneVoice(Bundle bundle) {
        SortedMap<String, Source> sources = new TreeMap<>();
        bundle.sources().forEach((name, source) -> {
            Source.Liveness liveness = source.liveness();
            sources.put(
                    name,
                    liveness == null
                            ? source
                            : with(
                                    source,
                                    new Source.Liveness(
                                            liveness.expectEvery(), List.of(), liveness.maxLag(), List.of())));
        });
        SortedMap<String, Policy> policies = new TreeMap<>();
        bundle.policies()
                .forEach(
                        (name, policy) -> policies.put(name, policy.mode() == Mode.SHADOW ? enforced(policy) : policy));
        return new Bundle(bundle.commit(), sources, policies, bundle.actions(), bundle.resources(), bundle.scripts());
    }

    private static Source alive(Source source) {
        return with(source, ALIVE);
    }

    private static Source with(Source source, Source.Liveness liveness) {
        return new Source(
                source.name(),
                source.origin(),
                source.format(),
                source.pattern(),
                source.time(),
                source.event(),
                source.relabelings(),
                source.lateness(),
                source.haGrace(),
                liveness,
                source.mayTarget(),
                source.schema(),
                source.resolvedDespite());
    }

    private static Policy enforced(Policy policy) {
        return new Policy(
                policy.name(),
                policy.labels(),
                Mode.ENFORCE,
                policy.alternatives(),
                policy.detector(),
                policy.detectorHash(),
                policy.groupBy(),
                policy.maxGroups(),
                policy.target(),
                policy.guards(),
                policy.clears(),
                policy.remediate(),
                policy.escalate(),
                policy.onResolved());
    }
}
