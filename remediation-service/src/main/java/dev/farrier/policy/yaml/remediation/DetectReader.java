package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorType;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.keys.SchemaWriter;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code detect} of a policy: which detector, by which labels, of how many groups. */
final class DetectReader {
    private static final YamlMap DETECT_MAP = YamlMap.of(
                    "detect", "One detector, and the labels by which events are grouped.")
            .exactlyOneExtension(DetectorType.class);
    private static final YamlKey<List<String>> GROUP_BY = DETECT_MAP.optional(
            "groupBy",
            YamlTypes.labelNames(),
            "Labels; each combination of their values is a symptom of its own. Events that lack one join no group. Default:"
                    + " none, all in one group.");
    private static final YamlKey<Integer> MAX_GROUPS = DETECT_MAP.optional(
            "maxGroups",
            YamlTypes.integer(1, 1_000_000),
            Policy.DEFAULT_MAX_GROUPS,
            "How many groups are kept in each partition of the signals; for one more, the one that was idle for the longest"
                    + " time is forgotten.");
    /** Detectors that are no extensions yet. */
    private static final List<YamlKey<Node>> BUILT_IN = new ArrayList<>();

    static {
        for (String kind : DetectorReader.KINDS) {
            BUILT_IN.add(DETECT_MAP.optional(
                    kind, YamlTypes.any("map", writer -> SchemaWriter.of("type", "object")), "A detector."));
        }
        DETECT_MAP.exactlyOneOf(BUILT_IN.toArray(YamlKey<?>[]::new));
    }

    static final YamlType<MapReader> DETECT = YamlTypes.map(DETECT_MAP)
            .orWrite("write detect: {each: {}} or one of " + String.join(", ", DetectorReader.KINDS));

    private final @Nullable MapReader written;
    private final MatchAlternatives alternatives;
    private final Catalog catalog;

    /** @param clearing names of the alternatives that clear, and so do not count */
    DetectReader(@Nullable MapReader written, List<Alternative> alternatives, Set<String> clearing, Catalog catalog) {
        this.written = written;
        this.catalog = catalog;
        List<String> groupBy = written == null ? List.of() : written.get(GROUP_BY);
        this.alternatives = new MatchAlternatives(alternatives, clearing, groupBy, catalog);
    }

    /** A stand-in after a problem. */
    Detector detector() {
        if (written == null) {
            return new Detector.Each(alternatives.counting());
        }
        List<YamlKey<?>> keys = new ArrayList<>(BUILT_IN);
        List<DetectorType> types = written.extensions().all(DetectorType.class);
        types.forEach(type -> keys.addAll(type.keys()));
        Set<String> names = new LinkedHashSet<>();
        keys.forEach(key -> names.add(key.name()));
        String given = written.chosen(names, "one detector a policy");
        if (given == null) {
            written.missing(keys, written.location(), "no detector: write one of " + String.join(", ", names));
            return new Detector.Each(alternatives.counting());
        }
        for (DetectorType type : types) {
            if (type.name().equals(given)) {
                MapReader below = written.find(type.key());
                return below == null ? new Detector.Each(alternatives.counting()) : type.read(below, alternatives);
            }
        }
        return builtIn(written, given);
    }

    private Detector builtIn(MapReader detect, String kind) {
        YamlKey<Node> key = BUILT_IN.stream()
                .filter(one -> one.name().equals(kind))
                .findFirst()
                .orElseThrow();
        Node node = detect.find(key);
        if (node instanceof MapNode map) {
            Fields fields = new Fields(map, detect.path(key), detect.problems());
            return new DetectorReader(fields, alternatives, groupBy()).read(kind);
        }
        if (node != null) {
            detect.error(key, "'" + detect.path(key) + "' must be a map, not " + node.describe());
        }
        return new Detector.Each(alternatives.counting());
    }

    List<String> groupBy() {
        return alternatives.groupBy();
    }

    /** Labels under a key that stands for groupBy, only misspelt; that is reported elsewhere. */
    List<String> misspeltGroupBy() {
        List<String> labels = written == null ? null : written.findMisspelt(GROUP_BY);
        return labels == null ? List.of() : labels;
    }

    /** All that events are known to have. */
    Set<String> labels() {
        return alternatives.labels();
    }

    void checkGroupBy(Set<String> counting) {
        if (written != null) {
            groupBy().forEach(label -> alternatives.checkLabel(written, GROUP_BY, label, counting));
        }
    }

    /** Of a resource that never spoke nothing is known but its name. */
    void checkExpected(Detector detector, String target) {
        if (written == null
                || !(detector instanceof Detector.Absence absence)
                || !(written.node("absence") instanceof MapNode keys)
                || !keys.entries().containsKey("expected")) {
            return;
        }
        Location location = keys.entries().get("expected").value().location();
        Problems problems = written.problems();
        String group = "{group." + (groupBy().isEmpty() ? "host" : groupBy().getFirst()) + "}";
        if (groupBy().size() != 1 || !target.equals(group)) {
            problems.error(
                    location,
                    "of a resource that never spoke only the name is known: group by one label, and write target: {resource:"
                            + " '" + group + "'}");
        } else if (absence.expected().isEmpty()) {
            problems.error(location, "'" + written.path("absence") + ".expected' is empty: it would expect nobody");
        } else if (catalog.resources().values().stream()
                .noneMatch(resource -> resource.labels()
                        .entrySet()
                        .containsAll(absence.expected().entrySet()))) {
            problems.warning(
                    location, "no resource has the labels " + absence.expected() + ": nobody is expected to speak");
        }
    }

    int maxGroups() {
        return written == null ? Policy.DEFAULT_MAX_GROUPS : written.get(MAX_GROUPS);
    }
}
