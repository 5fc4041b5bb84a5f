package dev.farrier.policy.yaml.remediation;

import dev.farrier.model.Resource;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Amount;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is allowed and is probably not meant: rungs that nothing bounds, and rungs that their own limits hold back. */
final class RungWarnings {
    /** A shorter wait of a rung is worth no warning. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private final MapReader spec;
    private final List<MapReader> written;
    private final @Nullable MapReader writtenGuards;
    private final Catalog catalog;

    RungWarnings(MapReader spec, YamlKey<List<MapReader>> remediate, YamlKey<MapReader> guards, Catalog catalog) {
        this.spec = spec;
        this.written = spec.get(remediate);
        this.writtenGuards = spec.find(guards);
        this.catalog = catalog;
    }

    void warn(List<Rung> rungs, Guards guards, List<Alternative> alternatives, Template target) {
        List<Resource> targets = targets(alternatives, target);
        warnOfUnlimited(rungs, guards, targets);
        warnOfUnreachable(guards, targets);
        warnOfWaits(rungs, guards);
    }

    /** The resources that the policy may act on. */
    private List<Resource> targets(List<Alternative> alternatives, Template target) {
        if (target.references().isEmpty()) {
            Resource named = catalog.resources().get(target.toString());
            return named == null ? List.of() : List.of(named);
        }
        Set<SortedMap<String, String>> labels = alternatives.stream()
                .flatMap(alternative -> alternative.sources().stream())
                .map(catalog.sources()::get)
                .filter(Objects::nonNull)
                .map(Source::mayTarget)
                .collect(Collectors.toSet());
        return catalog.resources().values().stream()
                .filter(resource -> labels.stream()
                        .anyMatch(one -> resource.labels().entrySet().containsAll(one.entrySet())))
                .toList();
    }

    /** The strongest rungs are those that must never run everywhere at once. */
    private void warnOfUnlimited(List<Rung> rungs, Guards guards, List<Resource> targets) {
        boolean inBudget = catalog.budgets().values().stream()
                .anyMatch(budget -> targets.isEmpty() || targets.stream().anyMatch(budget::selects));
        if (guards.maxUnhealthy() != null || inBudget) {
            return;
        }
        for (int i = 0; i < rungs.size(); i++) {
            if (rungs.get(i).risk() == Risk.DESTRUCTIVE) {
                spec.problems()
                        .warning(
                                written.get(i).location(RungReader.RISK),
                                "rung '" + rungs.get(i).name()
                                        + "' is destructive and may run on all targets at once: write"
                                        + " guards: {maxUnhealthy: 20%}, or a document with kind: DisruptionBudget,"
                                        + " metadata: {name: NAME} and spec: {selector: {matchers: [...]}, maxDisrupted: 1}");
            }
        }
    }

    private void warnOfUnreachable(Guards guards, List<Resource> targets) {
        Amount limit = guards.maxUnhealthy();
        if (limit == null || writtenGuards == null) {
            return;
        }
        Map<String, Long> sizes = catalog.resources().values().stream()
                .collect(Collectors.groupingBy(Resource::group, TreeMap::new, Collectors.counting()));
        targets.stream().map(Resource::group).distinct().sorted().forEach(group -> {
            int size = Math.toIntExact(sizes.getOrDefault(group, 0L));
            if (limit.roundedDown(size) == 0) {
                String of = group.isEmpty() ? " without group" : " of group '" + group + "'";
                spec.problems()
                        .warning(
                                writtenGuards.keyLocation(Guards.MAX_UNHEALTHY),
                                "maxUnhealthy: " + limit + " of the " + Phrases.count(size, "resource") + of
                                        + " is less than one, and the target is unhealthy: nothing is ever started there;"
                                        + " write a number or a larger share");
            }
        });
    }

    /** Under the default rate limit the strongest rung decides for all how often a rung may start. */
    private void warnOfWaits(List<Rung> rungs, Guards guards) {
        if (writtenGuards != null && writtenGuards.keys().contains(Guards.RATE_LIMIT)) {
            return;
        }
        RateLimit limit = guards.rateLimits().getFirst();
        Risk risk = RiskDefaults.strongest(rungs);
        for (int i = limit.max(); i < rungs.size(); i++) {
            Duration before = Duration.ZERO;
            for (Rung earlier : rungs.subList(i - limit.max(), i)) {
                before = before.plus(longest(earlier));
            }
            Duration wait = limit.per().minus(before);
            if (wait.compareTo(LONG) >= 0) {
                Rung rung = rungs.get(i);
                spec.problems()
                        .warning(
                                written.get(i).location(RungReader.NAME),
                                "rung '" + rung.name() + "' waits: by default a policy with a "
                                        + risk.name().toLowerCase(java.util.Locale.ROOT) + " rung starts "
                                        + Phrases.count(limit.max(), "rung") + " per " + Durations.format(limit.per())
                                        + " on one target, and "
                                        + (limit.max() == 1 ? "the rung" : "the " + limit.max() + " rungs")
                                        + " before it "
                                        + (limit.max() == 1 ? "has" : "have") + " failed after "
                                        + Durations.format(before) + " at the latest. So it, and the call of a person"
                                        + " after it, come " + Durations.format(wait) + " late or later: write guards:"
                                        + " {rateLimit: [{max: " + rungs.size() + ", per: "
                                        + Durations.format(limit.per()) + ", by: [target]}]}");
                return;
            }
        }
    }

    /** How long the rung may take until it is known not to have helped. */
    private static Duration longest(Rung rung) {
        Duration sum = rung.verify().within();
        for (Rung.Step step : rung.steps()) {
            sum = sum.plus(step.timeout().multipliedBy(step.retries() + 1L))
                    .plus(step.backoff().multipliedBy(step.retries()));
        }
        return sum;
    }
}
