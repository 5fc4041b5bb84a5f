package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.Source;
import dev.farrier.policy.cel.Condition;
import dev.farrier.policy.cel.InvalidCelException;
import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.LocatedMatcher;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.source.AlertNames;
import dev.farrier.policy.yaml.source.SourceLabels;
import dev.farrier.policy.yaml.tree.Fields;
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

    private final Fields spec;
    private final Catalog catalog;

    MatchReader(Fields spec, Catalog catalog) {
        this.spec = spec;
        this.catalog = catalog;
    }

    /** At least one, or there was a problem. */
    List<Alternative> read() {
        List<Alternative> alternatives = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        List<Fields> all = spec.maps("match");
        spec.missing("match", "write a list of alternatives, each with sources and matchers or where");
        for (int i = 0; i < all.size(); i++) {
            Fields fields = all.get(i);
            Scalar written = fields.scalar("name");
            String name =
                    written == null ? "match" + (i + 1) : DocumentTypes.name(written, NameRule.DOCUMENT, fields.problems());
            if (!names.add(name) && !name.isEmpty()) {
                fields.error("name", "an alternative before this one is named '" + name + "' too: rename one");
            }
            alternatives.add(one(fields, name));
            fields.done();
        }
        if (all.size() > MAX_ALTERNATIVES) {
            spec.error("match", "a policy has at most " + MAX_ALTERNATIVES + " alternatives, not " + all.size());
        }
        if (all.isEmpty()
                && spec.get("match") instanceof Node.ListNode list
                && list.items().isEmpty()) {
            spec.error("match", "'spec.match' is empty: it would match nothing");
        }
        return alternatives;
    }

    private Alternative one(Fields fields, String name) {
        List<String> sources = sources(fields);
        List<LocatedMatcher> matchers = DocumentTypes.matchers(fields, "matchers");
        Scalar where = fields.scalar("where");
        Optional<Set<String>> labels = labels(sources);
        Condition condition = where == null ? null : condition(where, labels.orElse(Set.of()), fields);
        boolean emptyList = fields.has("matchers")
                && matchers.isEmpty()
                && fields.scalars("matchers").isEmpty();
        if (where == null && (!fields.has("matchers") || emptyList)) {
            fields.problems()
                    .error(
                            fields.location(),
                            "an alternative with neither matchers nor where would match everything: write one of them");
        }
        List<Source> known = known(sources);
        List<LocatedMatcher> doubtless =
                known.size() < sources.size() ? matchers : AlertNames.check(matchers, known, fields.problems());
        Contradictions contradictions = new Contradictions(sources);
        doubtless.forEach(matcher -> contradictions.add(matcher, fields.problems()));
        for (LocatedMatcher placed : matchers) {
            String problem = MessageMatchers.problem(placed.matcher(), known);
            if (problem != null) {
                fields.problems().warning(placed.location(), problem);
            }
        }
        if (condition != null && where != null) {
            checkReserved(condition, known, where, fields);
        }
        labels.ifPresent(given -> {
            matchers.forEach(placed -> checkLabel(fields, placed.matcher().label(), placed.location(), given, true));
            if (condition != null && where != null) {
                condition.labels().stream()
                        .filter(label -> !NameRule.RESERVED.contains(label))
                        .forEach(label -> checkLabel(fields, label, where.location(), given, false));
            }
        });
        return new Alternative(
                name, sources, matchers.stream().map(LocatedMatcher::matcher).toList(), condition);
    }

    private static void checkReserved(Condition condition, List<Source> sources, Scalar where, Fields fields) {
        boolean alerts = sources.stream().anyMatch(MatchAlternatives::givesAlerts);
        if (!condition.annotations().isEmpty() && !alerts && !sources.isEmpty()) {
            fields.problems()
                    .error(
                            where.location(),
                            "only alerts have annotations, and no source of this alternative gives any: write event.labels");
        }
        for (String label : condition.labels()) {
            String problem = AlertNames.neverALabel(label, sources);
            if (problem != null) {
                fields.problems().error(where.location(), problem);
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

    private List<String> sources(Fields fields) {
        List<Scalar> written = fields.scalars("sources");
        fields.missing("sources", "name the sources whose events are looked at");
        if (written.isEmpty() && fields.get("sources") instanceof Node.ListNode) {
            fields.error("sources", "'" + fields.path("sources") + "' is empty: name at least one source");
        }
        Set<String> sources = new TreeSet<>();
        for (Scalar source : written) {
            if (!catalog.sourceNames().contains(source.text())) {
                fields.problems()
                        .error(
                                source.location(),
                                "unknown source '" + source.text() + "'"
                                        + Nearest.hint(source.text(), catalog.sourceNames()));
            }
            sources.add(source.text());
        }
        return List.copyOf(sources);
    }

    private static @Nullable Condition condition(Scalar where, Set<String> labels, Fields fields) {
        try {
            return Condition.compile(where.text(), labels);
        } catch (InvalidCelException e) {
            e.issues()
                    .forEach(issue -> fields.problems()
                            .error(where.locations().apply(issue.offset()), "not a condition: " + issue.message()));
            return null;
        }
    }

    /** What any of these sources can give; empty when one of them can give anything, or is not known. */
    private Optional<Set<String>> labels(List<String> sources) {
        Set<String> all = new TreeSet<>();
        for (String name : sources) {
            Source source = catalog.sources().get(name);
            Set<String> labels = source == null ? null : SourceLabels.of(source);
            if (labels == null) {
                return Optional.empty();
            }
            all.addAll(labels);
        }
        return sources.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    private static void checkLabel(Fields fields, String label, Location place, Set<String> known, boolean reserved) {
        Set<String> all = new TreeSet<>(known);
        if (reserved) {
            all.addAll(NameRule.RESERVED);
        }
        if (!all.contains(label)) {
            fields.problems()
                    .error(
                            place,
                            "no source of this alternative gives the label '" + label + "'" + Nearest.hint(label, all));
        }
    }
}
