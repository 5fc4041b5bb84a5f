package dev.farrier.policy.yaml.document;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.text.Nearest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A selector over the resources of all inventories; read after them. An empty one is a problem, since nobody knows what it means. */
final class SelectorReader {
    /** Besides the labels. */
    private static final Set<String> OF_EVERY_RESOURCE = Set.of("name", "site", "group");

    private static final YamlMap SELECTOR =
            YamlMap.of("selector", "Resources of all inventories: those that the matchers select, or all.");
    private static final YamlKey<List<LocatedMatcher>> MATCHERS = SELECTOR.optional(
            "matchers",
            DocumentTypes.matchers().withSchema(of("minItems", 1)),
            "Matchers of the resources' labels, and of name, site and group; all must hold.");
    private static final YamlKey<Boolean> ALL = SELECTOR.optional(
            "all",
            YamlTypes.bool().withConstant(true),
            "true: all resources of all inventories. It says so, so that nobody means it by leaving something out.");

    static {
        SELECTOR.exactlyOneOf(MATCHERS, ALL)
                // Kubernetes' words
                .misplaced("matchLabels", "matchers: ['role=\"db\"']")
                .misplaced("labels", "matchers: ['role=\"db\"']");
    }

    static final YamlType<MapReader> SELECTION =
            YamlTypes.map(SELECTOR).orWrite("write selector: {matchers: ['role=\"db\"']}, or selector: {all: true}");

    private SelectorReader() {}

    /** Its matchers, none for all resources; what is wrong with it is reported. */
    static List<Matcher> read(MapReader selector, Catalog catalog) {
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
        written.forEach(each -> checkLabel(selector, each.matcher().label(), each.location(), catalog));
        return written.stream().map(LocatedMatcher::matcher).toList();
    }

    /** Some resource must have the label, unless there is none at all. */
    static void checkLabel(MapReader map, String label, Location at, Catalog catalog) {
        Set<String> known = new TreeSet<>(catalog.resourceLabels());
        known.addAll(OF_EVERY_RESOURCE);
        if (!known.contains(label) && !catalog.resourceNames().isEmpty()) {
            map.problems().error(at, "no resource has the label '" + label + "'" + Nearest.hint(label, known));
        }
    }
}
