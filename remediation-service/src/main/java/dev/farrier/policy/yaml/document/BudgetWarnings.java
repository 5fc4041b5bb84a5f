package dev.farrier.policy.yaml.document;

import dev.farrier.model.Resource;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Domains;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.text.Amount;
import dev.farrier.policy.text.Phrases;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a budget allows and is probably not meant: limits under which nothing could start, and limits that are never reached. */
final class BudgetWarnings {
    private static final int NAMED = 3;
    /** Percent. */
    private static final int ALL = 100;

    private final DisruptionBudget budget;
    private final MapReader spec;
    private final Catalog catalog;
    private final List<Resource> selected;

    BudgetWarnings(DisruptionBudget budget, MapReader spec, Catalog catalog) {
        this.budget = budget;
        this.spec = spec;
        this.catalog = catalog;
        this.selected =
                catalog.resources().values().stream().filter(budget::selects).toList();
    }

    void warn() {
        if (catalog.resources().isEmpty()) {
            return;
        }
        if (selected.isEmpty()) {
            warn(
                    DisruptionBudgetReader.SELECT,
                    "it selects none of the "
                            + Phrases.count(catalog.resources().size(), "resource") + ": it limits nothing");
            return;
        }
        warnWhereNothingCouldStart();
        warnIfNeverReached(DisruptionBudgetReader.MAX_DISRUPTED, budget.maxDisrupted());
        warnIfNeverReached(DisruptionBudgetReader.MAX_UNHEALTHY, budget.maxUnhealthy());
        warnOfContradiction();
        if (budget.domains() != null) {
            warnOfDomains(budget.domains());
        }
    }

    private void warn(YamlKey<?> key, String message) {
        spec.problems().warning(spec.location(key), message);
    }

    private void warnWhereNothingCouldStart() {
        String of = " of the " + Phrases.count(selected.size(), "resource") + " that it selects";
        if (budget.mostDisrupted(selected.size()) == 0) {
            warn(
                    DisruptionBudgetReader.MAX_DISRUPTED,
                    budget.maxDisrupted() + of
                            + " is less than one: nothing is ever started on them; write a number or a larger share");
        }
        if (budget.mostUnhealthy(selected.size()) == 0) {
            boolean min = budget.minHealthy() != null;
            warn(
                    min ? DisruptionBudgetReader.MIN_HEALTHY : DisruptionBudgetReader.MAX_UNHEALTHY,
                    (min ? "no resource" + of + " may be unhealthy" : budget.maxUnhealthy() + of + " is less than one")
                            + ", and the target of a policy is: nothing is ever started on them; write "
                            + (min ? "less" : "more"));
        }
    }

    private boolean isNeverReached(@Nullable Amount limit) {
        return limit != null && (limit.percent() ? limit.value() == ALL : limit.value() > selected.size());
    }

    private void warnIfNeverReached(YamlKey<?> key, @Nullable Amount limit) {
        if (isNeverReached(limit)) {
            warn(
                    key,
                    "this is never reached, since it selects " + Phrases.count(selected.size(), "resource")
                            + ": write less, or remove it");
        }
    }

    /** What is disrupted is unhealthy, so the second limit is reached first. */
    private void warnOfContradiction() {
        if (isNeverReached(budget.maxDisrupted())) {
            return;
        }
        int unhealthy = budget.mostUnhealthy(selected.size());
        if (budget.maxDisrupted() != null && unhealthy > 0 && budget.mostDisrupted(selected.size()) > unhealthy) {
            warn(
                    DisruptionBudgetReader.MAX_DISRUPTED,
                    "this is never reached: what is disrupted counts as unhealthy, and at most " + unhealthy
                            + " of the "
                            + Phrases.count(selected.size(), "resource") + " that it selects may be; write " + unhealthy
                            + " or less");
        }
    }

    private void warnOfDomains(Domains by) {
        Map<String, List<String>> members = selected.stream()
                .collect(Collectors.groupingBy(
                        resource -> DisruptionBudget.valueOf(by.label(), resource),
                        TreeMap::new,
                        Collectors.mapping(Resource::name, Collectors.toList())));
        List<String> without = members.getOrDefault("", List.of());
        if (!without.isEmpty()) {
            warn(
                    DisruptionBudgetReader.BY_DOMAIN,
                    without.size() + " of the " + Phrases.count(selected.size(), "resource")
                            + " that it selects have no label '" + by.label() + "' and count as one domain together: "
                            + names(without) + "; give them the label, or leave them out of the selector");
        }
        if (by.maxDisrupted() != null && by.mostDisrupted(members.size()) == 0) {
            warn(
                    DisruptionBudgetReader.BY_DOMAIN,
                    "maxDisrupted: " + by.maxDisrupted() + " of " + Phrases.count(members.size(), "domain")
                            + " is less than one: nothing is ever started; write a number or a larger share");
        } else if (by.maxDisrupted() != null && by.mostDisrupted(members.size()) >= members.size()) {
            warn(
                    DisruptionBudgetReader.BY_DOMAIN,
                    "maxDisrupted: " + by.maxDisrupted() + " is never reached, since the resources are in "
                            + Phrases.count(members.size(), "domain")
                            + (members.size() == 1
                                    ? ": remove it, or name another label"
                                    : ": remove it or write less"));
        }
        if (by.handsOffAt() != null
                && members.values().stream().allMatch(domain -> by.handsOffAt(domain.size()) > domain.size())) {
            warn(
                    DisruptionBudgetReader.BY_DOMAIN,
                    "handsOffAt: " + by.handsOffAt()
                            + " is never reached, since no domain has so many resources: write a"
                            + " share, or another label");
        }
    }

    /**
     * Of several budgets with the same selector, those whose limit is never reached since another one's is lower.
     *
     * @param specs as they are written, by name
     */
    static void warnOfLooser(Catalog catalog, Map<String, MapReader> specs) {
        Map<Set<Matcher>, List<DisruptionBudget>> alike = catalog.budgets().values().stream()
                .collect(Collectors.groupingBy(budget -> Set.copyOf(budget.matchers())));
        alike.values().stream().filter(budgets -> budgets.size() > 1).forEach(budgets -> {
            int total = Math.toIntExact(catalog.resources().values().stream()
                    .filter(budgets.getFirst()::selects)
                    .count());
            List<DisruptionBudget> limited = budgets.stream()
                    .filter(budget -> budget.maxDisrupted() != null)
                    .toList();
            limited.stream()
                    .min(Comparator.comparing(budget -> budget.mostDisrupted(total)))
                    .ifPresent(strict -> limited.stream()
                            .filter(loose -> loose.mostDisrupted(total) > strict.mostDisrupted(total))
                            .forEach(loose -> {
                                MapReader spec = specs.get(loose.name());
                                if (spec != null) {
                                    spec.problems()
                                            .warning(
                                                    spec.location(DisruptionBudgetReader.MAX_DISRUPTED),
                                                    "this is never reached: DisruptionBudget '" + strict.name()
                                                            + "' selects the same resources and has maxDisrupted: "
                                                            + strict.maxDisrupted() + ": remove one");
                                }
                            }));
        });
    }

    private static String names(List<String> names) {
        String first = Phrases.and(names.stream().limit(NAMED).toList());
        return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
    }
}
