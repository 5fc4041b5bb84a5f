package dev.farrier.policy.yaml.document;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Domains;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.text.Amount;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code kind: DisruptionBudget}; read after all inventories. */
public final class DisruptionBudgetReader {
    private static final YamlMap RATE_LIMIT =
            YamlMap.of("budgetRateLimit", "A limit on the runs that begin in a sliding window.");
    private static final YamlKey<Integer> MAX = RATE_LIMIT.required(
            "max", YamlTypes.integer(1, 1_000_000), "The greatest number of runs that begin in any window.");
    private static final YamlKey<Duration> PER = RATE_LIMIT.required(
            "per",
            YamlTypes.positiveDuration(DisruptionBudget.LONGEST_WINDOW),
            "The length of the window, at most 7d: for so long runs are remembered, whatever is edited meanwhile.");

    private static final YamlMap DOMAINS = YamlMap.of(
            "domains", "Limits on whole failure domains: the selected resources by one label, such as their zone.");
    private static final YamlKey<Scalar> LABEL = DOMAINS.required(
            "label",
            YamlTypes.scalar(),
            "A label of the resources, or site or group. Resources without it are one domain together.");
    private static final YamlKey<Amount> DOMAINS_DISRUPTED = DOMAINS.optional(
            "maxDisrupted",
            YamlTypes.amount(),
            "In so many domains, or a share of them (rounded down), resources are acted on at the same time; 1: one"
                    + " zone at a time. Who waits in another domain for longer comes first.");
    private static final YamlKey<Amount> HANDS_OFF_AT = DOMAINS.optional(
            "handsOffAt",
            YamlTypes.amount(),
            "When so many resources of a domain, or at least that share of them, and at least two, are unhealthy, they"
                    + " probably have one cause: no rung is started on any of the domain, and one incident calls a"
                    + " person.");

    public static final YamlMap DISRUPTION_BUDGET = YamlMap.of(
                    "disruptionBudget",
                    "Limits over several resources, whatever policy wants to act. At least one limit; at most one of"
                            + " maxUnhealthy and minHealthy.")
            // Kubernetes' words
            .misplaced("maxUnavailable", "maxDisrupted or maxUnhealthy")
            .misplaced("minAvailable", "minHealthy")
            .condition(of(
                    "anyOf",
                    List.of(
                            of("required", List.of("maxDisrupted")),
                            of("required", List.of("maxUnhealthy")),
                            of("required", List.of("minHealthy")),
                            of("required", List.of("rateLimit")),
                            of("required", List.of("domains")))))
            .condition(of("not", of("required", List.of("maxUnhealthy", "minHealthy"))));
    static final YamlKey<MapReader> SELECT = DISRUPTION_BUDGET.required(
            "selector", SelectorReader.SELECTION, "The resources that are counted and protected.");
    static final YamlKey<Amount> MAX_DISRUPTED = DISRUPTION_BUDGET.optional(
            "maxDisrupted",
            YamlTypes.amount(),
            "So many of the resources, or 20% of them (rounded down), are acted on at the same time, from confirm to"
                    + " the end of the incident. Others wait for their turn.");
    static final YamlKey<Amount> MAX_UNHEALTHY = DISRUPTION_BUDGET.optional(
            "maxUnhealthy",
            YamlTypes.amount(),
            "While more of the resources, or a greater share of them (rounded down), are unhealthy, nothing is started"
                    + " on any: it is probably a shared cause. Unhealthy: it has an open incident of a policy that is not"
                    + " in shadow, the one that wants to act included.");
    static final YamlKey<Amount> MIN_HEALTHY = DISRUPTION_BUDGET.optional(
            "minHealthy",
            YamlTypes.amount(),
            "The same limit the other way round: while fewer of the resources (a share is rounded up) are healthy,"
                    + " nothing is started.");
    private static final YamlKey<List<MapReader>> RATE_LIMITS = DISRUPTION_BUDGET.optional(
            "rateLimit",
            YamlTypes.list(YamlTypes.map(RATE_LIMIT)),
            "How many runs (an incident's work from its first rung on) begin on the resources in any window; all"
                    + " limits must have room. One that is held back and older than callAfter calls a person.");
    static final YamlKey<MapReader> BY_DOMAIN = DISRUPTION_BUDGET.optional(
            "domains", YamlTypes.map(DOMAINS), "Limits on whole failure domains, such as zones.");
    private static final YamlKey<Duration> CALL_AFTER = DISRUPTION_BUDGET.optional(
            "callAfter",
            YamlTypes.positiveDuration(Durations.MAX),
            RiskDefaults.CALL_AFTER,
            "A person is called for an incident that is older than this and is held back because too many are"
                    + " unhealthy, or because a person was called for all that are disrupted, or by rateLimit.");

    private final Catalog catalog;

    private DisruptionBudgetReader(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Adds the budgets to the catalog; what is wrong with one is reported. */
    public static void read(List<Document> documents, Catalog catalog) {
        DisruptionBudgetReader reader = new DisruptionBudgetReader(catalog);
        documents.forEach(document -> catalog.budgets().put(document.name(), reader.read(document)));
        Map<String, MapReader> specs = new HashMap<>();
        documents.forEach(document -> specs.put(document.name(), document.open(DISRUPTION_BUDGET)));
        BudgetWarnings.warnOfLooser(catalog, specs);
    }

    private DisruptionBudget read(Document document) {
        MapReader spec = document.open(DISRUPTION_BUDGET);
        int errors = spec.problems().errors();
        MapReader selector = spec.find(SELECT);
        List<Matcher> matchers = selector == null ? List.of() : SelectorReader.read(selector, catalog);
        DisruptionBudget budget = new DisruptionBudget(
                document.name(),
                matchers,
                spec.find(MAX_DISRUPTED),
                spec.find(MAX_UNHEALTHY),
                spec.find(MIN_HEALTHY),
                spec.get(CALL_AFTER),
                spec.get(RATE_LIMITS).stream()
                        .map(limit -> new RateLimit(limit.get(MAX), limit.get(PER), List.of()))
                        .toList(),
                domains(spec));
        checkLimits(spec);
        warnOfLooser(spec.get(RATE_LIMITS), budget.rateLimits());
        if (spec.problems().errors() == errors) {
            new BudgetWarnings(budget, spec, catalog).warn();
        }
        return budget;
    }

    /** A limit beside which another one always holds back first. */
    private static void warnOfLooser(List<MapReader> written, List<RateLimit> limits) {
        for (int i = 0; i < limits.size(); i++) {
            RateLimit loose = limits.get(i);
            int at = i;
            IntStream.range(0, limits.size())
                    .filter(j -> j != at)
                    .filter(j -> limits.get(j).max() <= loose.max()
                            && limits.get(j).per().compareTo(loose.per()) >= 0
                            && (j < at || !limits.get(j).equals(loose)))
                    .mapToObj(limits::get)
                    .findFirst()
                    .ifPresent(strict -> written.get(at)
                            .problems()
                            .warning(
                                    written.get(at).location(),
                                    text(loose) + " is never reached beside " + text(strict) + ": remove it"));
        }
    }

    private static String text(RateLimit limit) {
        return limit.max() + " per " + Durations.format(limit.per());
    }

    private @Nullable Domains domains(MapReader spec) {
        MapReader written = spec.find(BY_DOMAIN);
        Scalar label = written == null ? null : written.find(LABEL);
        if (written == null || label == null) {
            return null;
        }
        Amount handsOffAt = written.find(HANDS_OFF_AT);
        if (!written.has(DOMAINS_DISRUPTED) && !written.has(HANDS_OFF_AT)) {
            spec.problems()
                    .error(
                            spec.location(BY_DOMAIN),
                            "the domains limit nothing: write maxDisrupted: 1 or handsOffAt: 60%");
        }
        if (handsOffAt != null && !handsOffAt.percent() && handsOffAt.value() < Domains.FEWEST_HANDS_OFF) {
            written.error(
                    HANDS_OFF_AT,
                    "one unhealthy resource is no shared cause: write " + Domains.FEWEST_HANDS_OFF
                            + " or more, or a share such as 60%");
        }
        if (label.text().equals("name")) {
            written.error(
                    LABEL,
                    "each resource would be a domain of its own: write another label, or maxDisrupted of the budget");
        } else {
            SelectorReader.checkLabel(spec, label.text(), label.location(), catalog);
        }
        return new Domains(label.text(), written.find(DOMAINS_DISRUPTED), handsOffAt);
    }

    private static void checkLimits(MapReader spec) {
        boolean none = spec.has(RATE_LIMITS) && spec.node(RATE_LIMITS) instanceof ListNode list
                ? list.items().isEmpty()
                : !spec.has(RATE_LIMITS);
        List<YamlKey<?>> others = List.of(MAX_DISRUPTED, MAX_UNHEALTHY, MIN_HEALTHY, BY_DOMAIN);
        if (none && others.stream().noneMatch(spec::has)) {
            spec.missing(
                    others,
                    spec.location(),
                    "the budget limits nothing: write maxDisrupted, maxUnhealthy, minHealthy, rateLimit or domains");
        }
        if (spec.has(MAX_UNHEALTHY) && spec.has(MIN_HEALTHY)) {
            spec.error(MIN_HEALTHY, "'maxUnhealthy' and 'minHealthy' are the same limit: remove one");
        }
    }
}
