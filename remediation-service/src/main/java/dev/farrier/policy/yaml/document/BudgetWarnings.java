package dev.farrier.policy.yaml.document;

import dev.farrier.model.Resource;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Domains;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.text.Phrases;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a budget allows and is probably not meant: limits under which nothing could start, and limits that are never reached. */
final class BudgetWarnings {
    private static final int NAMED = 3;

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

    /** What is disrupted is unhealthy, so the second limit is reached first. */
    private void warnOfContradiction() {
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
                            + Phrases.count(members.size(), "domain") + ": remove it or write less");
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

    private static String names(List<String> names) {
        String first = Phrases.and(names.stream().limit(NAMED).toList());
        return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
    }
}
