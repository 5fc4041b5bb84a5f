package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code detect} of a policy: which detector, by which labels, of how many groups. */
final class DetectReader {
    private static final int MOST_GROUPS = 1_000_000;

    private static final List<String> KEYS = Stream.concat(
                    DetectorReader.KINDS.stream(), Stream.of("groupBy", "maxGroups"))
            .toList();

    private final @Nullable Fields detect;
    private final MatchAlternatives alternatives;
    private final List<String> groupBy;
    private final int maxGroups;

    DetectReader(Fields spec, MatchAlternatives alternatives) {
        this.alternatives = alternatives;
        this.detect = spec.fields("detect");
        this.groupBy = detect == null ? List.of() : DocumentTypes.labelNames(detect, "groupBy");
        this.maxGroups = detect == null
                ? Policy.DEFAULT_MAX_GROUPS
                : detect.integer("maxGroups", Policy.DEFAULT_MAX_GROUPS, 1, MOST_GROUPS);
        spec.missing("detect", "write detect: {each: {}} or one of " + String.join(", ", DetectorReader.KINDS));
    }

    /** A stand-in after a problem. */
    Detector detector() {
        if (detect == null) {
            return new Detector.Each(alternatives.counting());
        }
        List<String> given = DetectorReader.KINDS.stream().filter(detect::has).toList();
        if (given.isEmpty()) {
            detect.lacks(
                    DetectorReader.KINDS,
                    detect.location(),
                    "no detector: write one of " + String.join(", ", DetectorReader.KINDS));
        }
        if (given.size() > 1) {
            detect.problems()
                    .error(
                            detect.keyLocation(given.get(1)),
                            "one detector a policy: remove " + given.get(1) + " or " + given.get(0));
        }
        Fields fields = given.isEmpty() ? null : detect.fields(given.get(0));
        Detector detector = fields == null
                ? new Detector.Each(alternatives.counting())
                : new DetectorReader(fields, alternatives, groupBy).read(given.get(0));
        detect.done();
        return detector;
    }

    List<String> groupBy() {
        return groupBy;
    }

    /** Labels under a key that is there in its place, only misspelt; that is said elsewhere. */
    static List<String> misspeltGroupBy(Fields spec) {
        Fields detect = spec.fields("detect");
        if (detect == null || detect.has("groupBy")) {
            return List.of();
        }
        return detect.keys().stream()
                .filter(key -> "groupBy".equals(Nearest.find(key, KEYS)))
                .findFirst()
                .map(key -> DocumentTypes.labelNames(detect, key))
                .orElse(List.of());
    }

    int maxGroups() {
        return maxGroups;
    }
}
