package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorHash;
import dev.farrier.policy.DetectorType;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.yaml.document.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code detect} of a policy: which detector, by which labels, of how many groups. */
final class DetectReader {
    private static final YamlMap DETECT_MAP = YamlMap.of(
                    "detect", "One detector, and the labels that group the events.")
            .exactlyOneExtension(DetectorType.class);
    private static final YamlKey<List<String>> GROUP_BY = DETECT_MAP.optional(
            "groupBy",
            YamlTypes.labelNames(),
            "Labels. Each combination of their values is a group with its own incidents. Events that lack one of the "
                    + "labels join no group. Default: none, all events are one group.");
    private static final YamlKey<Integer> MAX_GROUPS = DETECT_MAP.optional(
            "maxGroups",
            YamlTypes.integer(1, 1_000_000),
            Policy.DEFAULT_MAX_GROUPS,
            "How many groups detect keeps in each partition of the topic signals. For one more, detect forgets the "
                    + "group that was idle for the longest time.");
    private static final String RESERVED = "farrier_";
    static final YamlType<MapReader> DETECT =
            YamlTypes.map(DETECT_MAP).orWrite("write detect: {each: {}} or one of " + String.join(", ", installed()));

    /** Stands in for a detector that could not be read: the problem keeps it out of every bundle. */
    private record UnreadDetector(Set<String> of) implements Detector {
        @Override
        public Duration window() {
            return Duration.ZERO;
        }

        @Override
        public String explain() {
            return "";
        }

        @Override
        public void addTo(DetectorHash hash) {}
    }

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

    private static List<String> installed() {
        return names(Extensions.installed().detectors());
    }

    private static List<String> names(List<DetectorType> types) {
        return types.stream().map(DetectorType::name).toList();
    }

    /** A stand-in after a problem. */
    Detector detector() {
        Detector detector = written == null ? null : read(written);
        return detector == null ? new UnreadDetector(alternatives.counting()) : detector;
    }

    private @Nullable Detector read(MapReader detect) {
        DetectorType type = type(detect);
        if (type != null) {
            MapReader below = detect.find(type.key());
            return below == null ? null : type.read(below, alternatives);
        }
        List<DetectorType> types = detect.extensions().all(DetectorType.class);
        List<YamlKey<MapReader>> keys = types.stream().map(DetectorType::key).toList();
        detect.missing(keys, detect.location(), "no detector: write one of " + String.join(", ", names(types)));
        return null;
    }

    private static @Nullable DetectorType type(MapReader detect) {
        List<DetectorType> types = detect.extensions().all(DetectorType.class);
        String given = detect.chosen(names(types), "one detector a policy");
        return types.stream()
                .filter(type -> type.name().equals(given))
                .findFirst()
                .orElse(null);
    }

    List<String> groupBy() {
        return alternatives.groupBy();
    }

    /** Labels under a key that stands for groupBy, only misspelt; that is reported elsewhere. */
    List<String> misspeltGroupBy() {
        List<String> labels = written == null ? null : written.findMisspelt(GROUP_BY);
        return labels == null ? List.of() : labels;
    }

    /** All labels that events are known to have. */
    Set<String> labels() {
        return alternatives.labels();
    }

    void checkGroupBy(Set<String> counting) {
        if (written != null) {
            for (String label : groupBy()) {
                if (label.startsWith(RESERVED)) {
                    written.error(
                            GROUP_BY,
                            "'" + label + "': labels that begin with " + RESERVED + " group the incidents about Farrier"
                                    + " itself: give the label another name in the source's relabelings");
                } else {
                    alternatives.checkLabel(written, GROUP_BY, label, counting);
                }
            }
        }
    }

    /** For a resource that never sent an event, the detector knows only the resource's name. */
    void checkExpected(Detector detector, String target) {
        if (written == null
                || !(type(written) instanceof DetectorType type)
                || !(type.expectedKey() instanceof YamlKey<?> expected)
                || !(written.find(type.key()) instanceof MapReader keys)
                || !keys.has(expected)) {
            return;
        }
        String group = "{group." + (groupBy().isEmpty() ? "host" : groupBy().getFirst()) + "}";
        if (groupBy().size() != 1 || !target.equals(group)) {
            keys.error(
                    expected,
                    "of a resource that never spoke only the name is known: group by one label, and write target: {resource:"
                            + " '" + group + "'}");
        } else if (detector.expected().isEmpty()) {
            keys.error(expected, "'" + keys.path(expected) + "' is empty: it would expect nobody");
        } else if (catalog.resources().values().stream()
                .noneMatch(resource -> resource.labels()
                        .entrySet()
                        .containsAll(detector.expected().entrySet()))) {
            keys.problems()
                    .warning(
                            keys.location(expected),
                            "no resource has the labels " + detector.expected() + ": nobody is expected to speak");
        }
    }

    int maxGroups() {
        return written == null ? Policy.DEFAULT_MAX_GROUPS : written.get(MAX_GROUPS);
    }
}
