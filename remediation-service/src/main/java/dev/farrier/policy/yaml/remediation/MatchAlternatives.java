package dev.farrier.policy.yaml.remediation;

import dev.farrier.model.EventKind;
import dev.farrier.policy.DetectorContext;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.source.AlertNames;
import dev.farrier.policy.yaml.source.SourceLabels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The alternatives of one policy: which of them a detector may name, and what is known of their events. */
final class MatchAlternatives implements DetectorContext {
    private final List<Alternative> all;
    private final Set<String> names = new TreeSet<>();
    private final Set<String> clearing;
    private final List<String> groupBy;
    private final Catalog catalog;

    /** @param clearing names of those that clear, and so do not count */
    MatchAlternatives(List<Alternative> all, Set<String> clearing, List<String> groupBy, Catalog catalog) {
        this.all = all;
        this.clearing = clearing;
        this.groupBy = groupBy;
        this.catalog = catalog;
        all.forEach(alternative -> names.add(alternative.name()));
    }

    @Override
    public List<String> groupBy() {
        return groupBy;
    }

    @Override
    public Set<String> counting() {
        Set<String> counting = new TreeSet<>(names);
        counting.removeAll(clearing);
        return counting;
    }

    @Override
    public Set<String> alternatives(MapReader map, YamlKey<?> key) {
        if (map.has(key)) {
            return known(map.scalars(key), map);
        }
        return counting(map.location(), map.problems());
    }

    private Set<String> counting(Location location, Problems problems) {
        Set<String> counting = counting();
        if (counting.isEmpty() && !names.isEmpty()) {
            problems.error(location, "every alternative clears the symptom, none is left to count: add one to match");
        }
        return counting;
    }

    @Override
    public Set<String> known(List<Scalar> written, MapReader map) {
        for (Scalar name : written) {
            if (clearing.contains(name.text())) {
                map.error(
                        name,
                        "'" + name.text() + "' clears the symptom, so it can't count as well: remove it here or there");
            }
        }
        return known(written, names, map);
    }

    /** Those of these names that are in {@code names}; the others are reported. */
    static Set<String> known(List<Scalar> written, Set<String> names, MapReader map) {
        return written.stream()
                .filter(name -> map.checkKnown(name, "match has no alternative named", names))
                .map(Scalar::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void checkLabel(MapReader map, YamlKey<?> key, String label, Collection<String> of) {
        checkLabel(map.location(key), map.problems(), label, of);
    }

    /** Reports that events of one of these alternatives can't have the label, or may have another one of that name. */
    private void checkLabel(Location location, Problems problems, String label, Collection<String> of) {
        sources(of).stream()
                .map(source -> AlertNames.problem(source, label))
                .filter(problem -> problem != null)
                .findFirst()
                .ifPresent(problem -> problems.error(location, problem));
        for (Alternative alternative : all) {
            Set<String> labels = of.contains(alternative.name()) ? labels(alternative) : null;
            if (labels != null && !labels.contains(label)) {
                problems.error(
                        location,
                        "no source of alternative '" + alternative.name() + "' gives the label '" + label
                                + "', so none of its events could count" + Nearest.hint(label, labels));
            }
        }
    }

    /** All labels that events are known to have. */
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
        Set<String> labels = SourceLabels.of(alternative.sources(), catalog);
        if (labels != null) {
            labels.addAll(NameRule.RESERVED);
        }
        return labels;
    }

    @Override
    public List<Source> sources(Collection<String> of) {
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

    @Override
    public void checkValues(MapReader map, YamlKey<?> key, Collection<String> of) {
        sources(of).stream()
                .filter(MatchAlternatives::givesNoValues)
                .forEach(source -> map.error(
                        key,
                        "events of source '" + source.name()
                                + "' have no value: say in its event which field is the value"));
    }

    static boolean givesAlerts(Source source) {
        return source.event().kind() == EventKind.ALERT;
    }

    /** Only where that is known from the document. */
    private static boolean givesNoValues(Source source) {
        return givesAlerts(source)
                || (source.format().valueIsMapped() && source.event().value().isEmpty());
    }
}
