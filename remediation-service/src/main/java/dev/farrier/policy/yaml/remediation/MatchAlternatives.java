package dev.farrier.policy.yaml.remediation;

import dev.farrier.model.EventKind;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.Source;
import dev.farrier.policy.Source.InputFormat;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.source.AlertNames;
import dev.farrier.policy.yaml.source.SourceLabels;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The alternatives of one policy: which of them a detector may name, and what is known of their events. */
final class MatchAlternatives {
    private final List<Alternative> all;
    private final Set<String> names = new TreeSet<>();
    private final Set<String> clearing;
    private final Catalog catalog;

    /** @param clearing names of those that clear, and so do not count */
    MatchAlternatives(List<Alternative> all, Set<String> clearing, Catalog catalog) {
        this.all = all;
        this.clearing = clearing;
        this.catalog = catalog;
        all.forEach(alternative -> names.add(alternative.name()));
    }

    /** Those that count if a detector says nothing. */
    Set<String> counting() {
        Set<String> counting = new TreeSet<>(names);
        counting.removeAll(clearing);
        return counting;
    }

    /** Those under this key, one name or a list; those that count if the key is absent. */
    Set<String> named(Fields fields, String key) {
        if (!fields.has(key)) {
            Set<String> counting = counting();
            if (counting.isEmpty() && !names.isEmpty()) {
                fields.problems()
                        .error(
                                fields.location(),
                                "every alternative clears the symptom, none is left to count: add one to match");
            }
            return counting;
        }
        return known(fields, fields.oneOrMore(key));
    }

    /** The names that can be meant. */
    Set<String> known(Fields fields, List<Scalar> written) {
        Set<String> known = known(fields, written, names);
        for (Scalar name : written) {
            if (clearing.contains(name.text())) {
                fields.problems()
                        .error(
                                name.location(),
                                "'" + name.text()
                                        + "' clears the symptom, so it can't count as well: remove it here or there");
            }
        }
        return known;
    }

    /** One name or a list under this key, of these names; none when the key is absent. */
    static Set<String> known(Fields fields, List<Scalar> written, Set<String> names) {
        Set<String> known = new TreeSet<>();
        for (Scalar name : written) {
            if (names.contains(name.text())) {
                known.add(name.text());
            } else {
                fields.problems()
                        .error(
                                name.location(),
                                "match has no alternative named '" + name.text() + "'"
                                        + Nearest.hint(name.text(), names));
            }
        }
        return known;
    }

    /** Says so when the events of one of these alternatives can't have the label, or may have another of that name. */
    void checkLabel(Fields fields, String key, String label, Collection<String> of, String otherwise) {
        sources(of).stream()
                .map(source -> AlertNames.problem(source, label))
                .filter(problem -> problem != null)
                .findFirst()
                .ifPresent(problem -> fields.error(key, problem));
        for (Alternative alternative : all) {
            Set<String> labels = of.contains(alternative.name()) ? labels(alternative) : null;
            if (labels != null && !labels.contains(label)) {
                fields.error(
                        key,
                        "no source of alternative '" + alternative.name() + "' gives the label '" + label + "', "
                                + otherwise + Nearest.hint(label, labels));
            }
        }
    }

    /** All that events are known to have. */
    Set<String> labels() {
        Set<String> labels = new TreeSet<>();
        for (Alternative alternative : all) {
            Set<String> known = labels(alternative);
            labels.addAll(known == null ? Set.of() : known);
        }
        return labels;
    }

    /** Null when one of the sources can give any, or is not known. */
    private @Nullable Set<String> labels(Alternative alternative) {
        Set<String> labels = new TreeSet<>(NameRule.RESERVED);
        for (String name : alternative.sources()) {
            Source source = catalog.sources().get(name);
            Set<String> given = source == null ? null : SourceLabels.of(source);
            if (given == null) {
                return null;
            }
            labels.addAll(given);
        }
        return alternative.sources().isEmpty() ? null : labels;
    }

    /** The sources of these alternatives, without those that are not known. */
    List<Source> sources(Collection<String> of) {
        List<Source> sources = new ArrayList<>();
        for (Alternative alternative : all) {
            if (of.contains(alternative.name())) {
                alternative.sources().stream()
                        .map(catalog.sources()::get)
                        .filter(source -> source != null)
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    static boolean givesAlerts(Source source) {
        return source.event().kind() == EventKind.ALERT;
    }

    /** Only where that is known from the document. */
    static boolean givesNoValues(Source source) {
        boolean known = source.format() == InputFormat.LINE || source.format() == InputFormat.JSON;
        return givesAlerts(source) || (known && source.event().value().isEmpty());
    }
}
