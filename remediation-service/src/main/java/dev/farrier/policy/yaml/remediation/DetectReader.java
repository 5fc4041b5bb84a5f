package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Detector;
import dev.farrier.policy.Nearest;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.yaml.document.Reading;
import dev.farrier.policy.yaml.tree.Durations;
import dev.farrier.policy.yaml.tree.Fields;
import dev.farrier.policy.yaml.tree.Node;
import dev.farrier.policy.yaml.tree.Node.Scalar;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code detect} of a policy. */
final class DetectReader {
    private static final List<String> KINDS = List.of("each", "threshold", "absence");
    private static final String[] LATER = {
        "distinct", "ratio", "aggregate", "sustained", "sequence", "all", "flapping", "deviation"
    };
    private static final int MAX_COUNT = 10_000;

    private final @Nullable Fields detect;
    private final Fields spec;
    private final Set<String> names;
    private final Set<String> clearing;

    /** @param clearing alternatives that clear, and so do not count */
    DetectReader(Fields spec, List<Alternative> alternatives, Set<String> clearing) {
        this.spec = spec;
        this.names = alternatives.stream().map(Alternative::name).collect(Collectors.toCollection(TreeSet::new));
        this.clearing = clearing;
        this.detect = spec.fields("detect");
        spec.missing("detect", "write detect: {each: {}} or one of " + String.join(", ", KINDS));
    }

    /** A stand-in after a problem. */
    Detector detector() {
        if (detect == null) {
            return new Detector.Each(names);
        }
        detect.unsupported(LATER);
        List<String> given = KINDS.stream().filter(detect::has).toList();
        boolean later = detect.keys().stream().anyMatch(Arrays.asList(LATER)::contains);
        if (given.isEmpty() && !later) {
            detect.problems().error(detect.place(), "no detector: write one of " + String.join(", ", KINDS));
        }
        if (given.size() > 1) {
            detect.problems()
                    .error(
                            detect.keyPlace(given.get(1)),
                            "one detector a policy: remove " + given.get(1) + " or " + given.get(0));
        }
        Detector detector = given.isEmpty() ? new Detector.Each(names) : read(detect, given.get(0));
        groupBy();
        detect.done();
        return detector;
    }

    List<String> groupBy() {
        return detect == null ? List.of() : Reading.labelNames(detect, "groupBy");
    }

    private Detector read(Fields detect, String kind) {
        Fields fields = detect.fields(kind);
        if (fields == null) {
            return new Detector.Each(names);
        }
        Set<String> of = of(fields);
        Detector detector = switch (kind) {
            case "threshold" ->
                new Detector.Threshold(
                        of,
                        fields.requireInteger("count", 1, MAX_COUNT),
                        fields.requirePositive("within", Durations.MAX));
            case "absence" -> new Detector.Absence(of, fields.requirePositive("for", Durations.MAX));
            default -> new Detector.Each(of);
        };
        fields.done();
        return detector;
    }

    private Set<String> of(Fields fields) {
        Set<String> of = alternatives(fields, "of", names);
        if (!fields.has("of")) {
            of = new TreeSet<>(names);
            of.removeAll(clearing);
        }
        for (String name : of) {
            if (clearing.contains(name)) {
                fields.error(
                        "of", "'" + name + "' clears the symptom, so it can't count as well: remove it here or there");
            }
        }
        if (of.isEmpty() && !names.isEmpty() && !fields.has("of")) {
            fields.problems()
                    .error(
                            fields.place(),
                            "every alternative clears the symptom, none is left to count: add one to match");
        }
        return of;
    }

    /** One name or a list. */
    static Set<String> alternatives(Fields fields, String key, Set<String> names) {
        Set<String> found = new TreeSet<>();
        Node node = fields.get(key);
        if (node == null) {
            return found;
        }
        for (Scalar name : fields.oneOrMore(key)) {
            if (names.contains(name.text())) {
                found.add(name.text());
            } else {
                fields.problems()
                        .error(
                                name.place(),
                                "match has no alternative named '" + name.text() + "'"
                                        + Nearest.hint(name.text(), names));
            }
        }
        return found;
    }
}
