package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.cel.Condition;
import dev.farrier.policy.cel.InvalidCelException;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.document.LocatedMatcher;
import dev.farrier.policy.yaml.source.AlertNames;
import dev.farrier.policy.yaml.source.SourceLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code match} of a policy: its alternatives. */
final class MatchReader {
    /** Detectors tell them apart by the bits of one number. */
    private static final int MAX_ALTERNATIVES = 64;

    private static final YamlMap ALTERNATIVE = YamlMap.of(
            "alternative",
            "One way to match an event: all matchers and the condition where must hold. At "
                    + "least one of the two is required.");
    private static final YamlKey<String> NAME = ALTERNATIVE.optional(
            "name",
            YamlTypes.name(NameRule.DOCUMENT),
            "The name that detect, clears and others use. Default: match1, match2 and so on.");
    private static final YamlKey<List<Scalar>> SOURCES = ALTERNATIVE.required(
            "sources",
            YamlTypes.filledList(YamlTypes.scalar(), "name at least one source")
                    .orWrite("name the sources whose events are looked at"),
            "Names of the Sources whose events are matched.");
    private static final YamlKey<List<LocatedMatcher>> MATCHERS = ALTERNATIVE.optional(
            "matchers", DocumentTypes.matchers(), "Matchers in Alertmanager's syntax; all must hold.");
    private static final YamlKey<Scalar> WHERE = ALTERNATIVE.optional(
            "where",
            YamlTypes.scalar(),
            "A condition in CEL over event, such as event.message.contains(\"no session slots\").");

    static {
        ALTERNATIVE.condition(of(
                "anyOf",
                List.of(
                        of("required", List.of("where")),
                        of("required", List.of("matchers"), "properties", of("matchers", of("minItems", 1))))));
    }

    static final YamlType<List<MapReader>> MATCH = YamlTypes.filledList(
                    YamlTypes.map(ALTERNATIVE), "it would match nothing")
            .orWrite("write a list of alternatives, each with sources and matchers or where")
            .withSchema(of("maxItems", MAX_ALTERNATIVES));

    private final Catalog catalog;

    MatchReader(Catalog catalog) {
        this.catalog = catalog;
    }

    /** At least one, or there was a problem. */
    List<Alternative> read(MapReader spec, YamlKey<List<MapReader>> match) {
        List<Alternative> alternatives = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        List<MapReader> all = spec.get(match);
        for (int i = 0; i < all.size(); i++) {
            MapReader written = all.get(i);
            String name = written.has(NAME) ? written.get(NAME) : "match" + (i + 1);
            if (!names.add(name) && !name.isEmpty()) {
                written.error(NAME, "an alternative before this one is named '" + name + "' too: rename one");
            }
            alternatives.add(alternative(written, name));
        }
        if (all.size() > MAX_ALTERNATIVES) {
            spec.error(match, "a policy has at most " + MAX_ALTERNATIVES + " alternatives, not " + all.size());
        }
        return alternatives;
    }

    private Alternative alternative(MapReader written, String name) {
        Problems problems = written.problems();
        List<String> sources = sources(written);
        List<LocatedMatcher> matchers = written.get(MATCHERS);
        Scalar where = written.find(WHERE);
        Optional<Set<String>> labels = Optional.ofNullable(SourceLabels.of(sources, catalog));
        Condition condition = where == null ? null : condition(where, labels.orElse(Set.of()), problems);
        boolean none = written.has(MATCHERS)
                && matchers.isEmpty()
                && written.scalars(MATCHERS).isEmpty();
        if (where == null && (!written.has(MATCHERS) || none)) {
            written.missing(
                    List.of(MATCHERS, WHERE),
                    written.location(),
                    "an alternative with neither matchers nor where would match everything: write one of them");
        }
        List<Source> known = known(sources);
        List<LocatedMatcher> doubtless =
                known.size() < sources.size() ? matchers : AlertNames.check(matchers, known, problems);
        MatcherContradictions contradictions = new MatcherContradictions(sources);
        doubtless.forEach(matcher -> contradictions.add(matcher, problems));
        for (LocatedMatcher located : matchers) {
            String problem = MessageMatchers.problem(located.matcher(), known);
            if (problem != null) {
                problems.warning(located.location(), problem);
            }
        }
        if (condition != null && where != null) {
            checkReserved(condition, known, where, problems);
        }
        labels.ifPresent(given -> {
            Set<String> all = new TreeSet<>(given);
            all.addAll(NameRule.RESERVED);
            matchers.forEach(located -> checkLabel(located.matcher().label(), located.location(), all, problems));
            if (condition != null && where != null) {
                condition.labels().stream()
                        .filter(label -> !NameRule.RESERVED.contains(label))
                        .forEach(label -> checkLabel(label, where.location(), given, problems));
            }
        });
        return new Alternative(
                name, sources, matchers.stream().map(LocatedMatcher::matcher).toList(), condition);
    }

    private static void checkReserved(Condition condition, List<Source> sources, Scalar where, Problems problems) {
        boolean alerts = sources.stream().anyMatch(MatchAlternatives::givesAlerts);
        if (!condition.annotations().isEmpty() && !alerts && !sources.isEmpty()) {
            problems.error(
                    where.location(),
                    "only alerts have annotations, and no source of this alternative gives any: write event.labels");
        }
        for (String label : condition.labels()) {
            String problem = AlertNames.neverALabel(label, sources);
            if (problem != null) {
                problems.error(where.location(), problem);
            }
        }
    }

    /** Those of the sources that are fine. */
    private List<Source> known(List<String> sources) {
        return sources.stream()
                .map(catalog.sources()::get)
                .filter(source -> source != null)
                .toList();
    }

    private List<String> sources(MapReader written) {
        Set<String> sources = new TreeSet<>();
        for (Scalar source : written.get(SOURCES)) {
            written.checkKnown(source, "unknown source", catalog.sourceNames());
            sources.add(source.text());
        }
        return List.copyOf(sources);
    }

    private static @Nullable Condition condition(Scalar where, Set<String> labels, Problems problems) {
        try {
            return Condition.compile(where.text(), labels);
        } catch (InvalidCelException e) {
            e.issues()
                    .forEach(issue -> problems.error(
                            where.locations().apply(issue.offset()), "not a condition: " + issue.message()));
            return null;
        }
    }

    private static void checkLabel(String label, Location location, Set<String> known, Problems problems) {
        if (!known.contains(label)) {
            problems.error(
                    location,
                    "no source of this alternative gives the label '" + label + "'" + Nearest.hint(label, known));
        }
    }
}
