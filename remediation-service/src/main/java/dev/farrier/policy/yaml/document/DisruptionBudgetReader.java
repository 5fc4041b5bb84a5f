package dev.farrier.policy.yaml.document;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.text.Amount;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code kind: DisruptionBudget}; read after all inventories. */
public final class DisruptionBudgetReader {
    /** Besides the labels. */
    private static final Set<String> OF_EVERY_RESOURCE = Set.of("name", "site", "group");

    private static final YamlMap SELECTOR =
            YamlMap.of("selector", "The resources that a budget is about: matchers, or all.");
    private static final YamlKey<List<LocatedMatcher>> MATCHERS = SELECTOR.optional(
            "matchers",
            DocumentTypes.matchers().withSchema(of("minItems", 1)),
            "Matchers of the resources' labels, and of name, site and group; all must hold.");
    private static final YamlKey<Boolean> ALL = SELECTOR.optional(
            "all",
            YamlTypes.bool().withConstant(true),
            "true: all resources of all inventories. It says so, so that nobody means it by leaving something out.");

    static {
        SELECTOR.exactlyOneOf(MATCHERS, ALL);
    }

    public static final YamlMap DISRUPTION_BUDGET = YamlMap.of(
                    "disruptionBudget",
                    "Limits over several resources, whatever policy wants to act. At least one limit; one of maxUnhealthy and"
                            + " minHealthy.")
            .refuse("rateLimit", "domains")
            .condition(of(
                    "anyOf",
                    List.of(
                            of("required", List.of("maxDisrupted")),
                            of("required", List.of("maxUnhealthy")),
                            of("required", List.of("minHealthy")))))
            .condition(of("not", of("required", List.of("maxUnhealthy", "minHealthy"))));
    private static final YamlKey<MapReader> SELECT = DISRUPTION_BUDGET.required(
            "selector",
            YamlTypes.map(SELECTOR).orWrite("write selector: {matchers: ['role=\"db\"']}, or selector: {all: true}"),
            "The resources that are counted and protected.");
    private static final YamlKey<Amount> MAX_DISRUPTED = DISRUPTION_BUDGET.optional(
            "maxDisrupted",
            YamlTypes.amount(),
            "So many of the resources, or 20% of them (rounded down), are acted on at the same time, from confirm to the end"
                    + " of the incident. Others wait for their turn.");
    private static final YamlKey<Amount> MAX_UNHEALTHY = DISRUPTION_BUDGET.optional(
            "maxUnhealthy",
            YamlTypes.amount(),
            "While more of the resources, or a greater share of them (rounded down), are unhealthy, nothing is started on"
                    + " any: it is probably a shared cause. Unhealthy: it has an open incident of a policy that is not in"
                    + " shadow, the one that wants to act included.");
    private static final YamlKey<Amount> MIN_HEALTHY = DISRUPTION_BUDGET.optional(
            "minHealthy",
            YamlTypes.amount(),
            "The same limit the other way round: while fewer of the resources (a share is rounded up) are healthy, nothing"
                    + " is started.");
    private static final YamlKey<Duration> CALL_AFTER = DISRUPTION_BUDGET.optional(
            "callAfter",
            YamlTypes.positiveDuration(Durations.MAX),
            RiskDefaults.CALL_AFTER,
            "A person is called for an incident that is older than this and is held back because too many are unhealthy, or"
                    + " because a person was called for all that are disrupted.");

    private final Catalog catalog;

    private DisruptionBudgetReader(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Adds the budgets to the catalog; what is wrong with one is reported. */
    public static void read(List<Document> documents, Catalog catalog) {
        DisruptionBudgetReader reader = new DisruptionBudgetReader(catalog);
        documents.forEach(document -> catalog.budgets().put(document.name(), reader.read(document)));
    }

    private DisruptionBudget read(Document document) {
        MapReader spec = document.open(DISRUPTION_BUDGET);
        int errors = spec.problems().errors();
        MapReader selector = spec.find(SELECT);
        List<Matcher> matchers = selector == null ? List.of() : matchers(selector);
        DisruptionBudget budget = new DisruptionBudget(
                document.name(),
                matchers,
                spec.find(MAX_DISRUPTED),
                spec.find(MAX_UNHEALTHY),
                spec.find(MIN_HEALTHY),
                spec.get(CALL_AFTER));
        checkLimits(spec);
        if (spec.problems().errors() == errors) {
            warnWhereNothingCouldStart(budget, spec);
        }
        return budget;
    }

    private List<Matcher> matchers(MapReader selector) {
        List<LocatedMatcher> written = selector.get(MATCHERS);
        boolean all = selector.get(ALL, false);
        if (all && selector.has(MATCHERS)) {
            selector.error(ALL, "'all' selects every resource, so 'matchers' means nothing: remove one");
        } else if (!all && written.isEmpty() && selector.problems().errors() == 0) {
            selector.problems()
                    .error(
                            selector.location(),
                            "the selector selects nothing: write matchers: ['role=\"db\"'], or all: true");
        } else if (!written.isEmpty()
                && written.stream().allMatch(each -> each.matcher().holds(""))) {
            selector.error(
                    MATCHERS,
                    "these matchers also select resources without any label, so perhaps all: write all: true if that is"
                            + " meant");
        }
        written.forEach(each -> checkLabel(selector, each));
        return written.stream().map(LocatedMatcher::matcher).toList();
    }

    private void checkLabel(MapReader selector, LocatedMatcher written) {
        Set<String> known = new TreeSet<>(catalog.resourceLabels());
        known.addAll(OF_EVERY_RESOURCE);
        String label = written.matcher().label();
        if (!known.contains(label) && !catalog.resourceNames().isEmpty()) {
            selector.problems()
                    .error(
                            written.location(),
                            "no resource has the label '" + label + "'" + Nearest.hint(label, known));
        }
    }

    private static void checkLimits(MapReader spec) {
        if (!spec.has(MAX_DISRUPTED) && !spec.has(MAX_UNHEALTHY) && !spec.has(MIN_HEALTHY)) {
            spec.problems()
                    .error(
                            spec.location(),
                            "the budget limits nothing: write maxDisrupted, maxUnhealthy or minHealthy");
        }
        if (spec.has(MAX_UNHEALTHY) && spec.has(MIN_HEALTHY)) {
            spec.error(MIN_HEALTHY, "'maxUnhealthy' and 'minHealthy' are the same limit: remove one");
        }
    }

    private void warnWhereNothingCouldStart(DisruptionBudget budget, MapReader spec) {
        int total = (int)
                catalog.resources().values().stream().filter(budget::selects).count();
        if (catalog.resources().isEmpty()) {
            return;
        }
        if (total == 0) {
            spec.problems()
                    .warning(
                            spec.location(SELECT),
                            "it selects none of the "
                                    + Phrases.count(catalog.resources().size(), "resource") + ": it limits nothing");
            return;
        }
        String selected = " of the " + Phrases.count(total, "resource") + " that it selects";
        if (budget.mostDisrupted(total) == 0) {
            spec.problems()
                    .warning(
                            spec.location(MAX_DISRUPTED),
                            budget.maxDisrupted() + selected
                                    + " is less than one: nothing is ever started on them; write a number or a larger"
                                    + " share");
        }
        if (budget.mostUnhealthy(total) == 0) {
            boolean min = spec.has(MIN_HEALTHY);
            spec.problems()
                    .warning(
                            spec.location(min ? MIN_HEALTHY : MAX_UNHEALTHY),
                            (min
                                            ? "no resource" + selected + " may be unhealthy"
                                            : budget.maxUnhealthy() + selected + " is less than one")
                                    + ", and the target of a policy is: nothing is ever started on them; write "
                                    + (min ? "less" : "more"));
        }
    }
}
