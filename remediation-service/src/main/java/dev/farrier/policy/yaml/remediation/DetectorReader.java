package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Detector;
import dev.farrier.policy.Detector.AggregateFunction;
import dev.farrier.policy.Source;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.tree.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One detector with what it is told. */
final class DetectorReader {
    static final List<String> KINDS = List.of(
            "each",
            "threshold",
            "distinct",
            "ratio",
            "aggregate",
            "sustained",
            "sequence",
            "all",
            "absence",
            "flapping",
            "deviation");

    /** Longer ones outlast the topics that they would have to be restored from. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private static final int MAX_COUNT = 10_000;
    private static final int MAX_KEPT = 1_000;
    private static final int MAX_STEPS = 10;
    private static final int MAX_SIGMAS = 100;

    private final Fields fields;
    private final MatchAlternatives alternatives;
    private final List<String> groupBy;

    DetectorReader(Fields fields, MatchAlternatives alternatives, List<String> groupBy) {
        this.fields = fields;
        this.alternatives = alternatives;
        this.groupBy = groupBy;
    }

    Detector read(String kind) {
        Detector detector = switch (kind) {
            case "threshold" -> new Detector.Threshold(of(), fields.requireInteger("count", 1, MAX_COUNT), within());
            case "distinct" -> distinct();
            case "ratio" -> ratio();
            case "aggregate" -> aggregate();
            case "sustained" -> new Detector.Sustained(of(), window("for"));
            case "deviation" -> deviation();
            case "sequence" -> sequence();
            case "all" -> all();
            case "flapping" -> flapping();
            case "absence" -> new Detector.Absence(of(), window("for"), DocumentTypes.labels(fields, "expected"));
            default -> new Detector.Each(of());
        };
        fields.done();
        return detector;
    }

    private Set<String> of() {
        return alternatives.named(fields, "of");
    }

    private Duration within() {
        return window("within");
    }

    private Duration window(String key) {
        Duration window = fields.requirePositive(key, LONGEST);
        if (window.compareTo(Detector.KEPT) > 0) {
            fields.problems()
                    .warning(
                            fields.location(key),
                            "'" + fields.path(key) + "' is " + Durations.format(window)
                                    + ", and the topic signals keeps events for " + Durations.format(Detector.KEPT)
                                    + " unless configured otherwise: if what was counted is ever lost, the older ones stay"
                                    + " lost; write at most " + Durations.format(Detector.KEPT)
                                    + ", or give the topic a longer retention.ms");
        }
        return window;
    }

    private Detector distinct() {
        Set<String> of = of();
        Scalar written = fields.requireScalar("label", "name the label whose different values count");
        String label = written == null || NameRule.RESERVED.contains(written.text())
                ? written == null ? "" : written.text()
                : DocumentTypes.name(written, NameRule.LABEL, fields.problems());
        if (!label.isEmpty()) {
            alternatives.checkLabel(fields, "label", label, of);
            if (groupBy.contains(label)) {
                fields.error(
                        "label",
                        "all events of a group have the same '" + label
                                + "': remove it from groupBy, or count another label");
            }
        }
        return new Detector.Distinct(of, label, fields.requireInteger("count", 2, MAX_KEPT), within());
    }

    private Detector sequence() {
        List<Set<String>> steps = new ArrayList<>();
        fields.missing("steps", "list at least two alternatives in their order");
        for (Node node : fields.list("steps")) {
            steps.add(step(node));
        }
        if (fields.has("steps") && (steps.size() < 2 || steps.size() > MAX_STEPS)) {
            fields.error("steps", "a sequence has 2 to " + MAX_STEPS + " steps, not " + steps.size());
        }
        Set<String> unless = alternatives.known(fields.oneOrMore("unless"), fields.problems());
        for (String name : unless) {
            if (steps.stream().anyMatch(step -> step.contains(name))) {
                fields.error("unless", "'" + name + "' is a step already, so the sequence could never end: remove one");
            }
        }
        return new Detector.Sequence(
                steps.size() < 2 ? List.of(alternatives.counting(), alternatives.counting()) : steps, within(), unless);
    }

    private Set<String> step(Node node) {
        List<Scalar> names = new ArrayList<>();
        switch (node) {
            case Scalar scalar -> names.add(scalar);
            case Node.ListNode list -> {
                for (Node item : list.items()) {
                    if (item instanceof Scalar scalar) {
                        names.add(scalar);
                    }
                }
                if (names.isEmpty() || names.size() < list.items().size()) {
                    fields.problems()
                            .error(node.location(), "a step is the name of an alternative, or a list of names");
                }
            }
            case Node.MapNode map ->
                fields.problems().error(node.location(), "a step is the name of an alternative, or a list of names");
        }
        return alternatives.known(names, fields.problems());
    }

    private Detector all() {
        Set<String> of = of();
        if (of.size() == 1) {
            fields.problems()
                    .error(
                            fields.location("of"),
                            "all of one alternative is each of it: name at least two, or write each or threshold");
        }
        return new Detector.All(of, within());
    }

    private Detector flapping() {
        Set<String> of = of();
        Set<Boolean> kinds = new TreeSet<>();
        alternatives.sources(of).forEach(source -> kinds.add(MatchAlternatives.givesAlerts(source)));
        if (kinds.size() > 1) {
            fields.problems()
                    .error(
                            fields.location("of"),
                            "alerts flap between firing and resolved, other events between alternatives: name only one sort");
        } else if (kinds.contains(false) && of.size() == 1) {
            fields.problems()
                    .error(
                            fields.location("of"),
                            "one alternative can't flap: name at least two, such as those that say up and down");
        }
        return new Detector.Flapping(of, fields.requireInteger("transitions", 2, MAX_KEPT), within());
    }

    private Detector ratio() {
        fields.missing("of", "name the alternatives whose share is asked for");
        Set<String> of = fields.has("of") ? of() : Set.of();
        Set<String> over = alternatives.named(fields, "over");
        if (!of.isEmpty() && of.containsAll(over)) {
            fields.problems()
                    .error(
                            fields.location("over"),
                            "every event that is counted meets 'of', so the share is always 1: name in 'over' what is to be"
                                    + " counted as well");
        }
        double above = fields.requireShare("above");
        if (above == 1) {
            fields.error("above", "a share is never above 1: write less");
        }
        return new Detector.Ratio(of, over, above, within(), fields.requireInteger("atLeast", 1, MAX_COUNT));
    }

    private Detector aggregate() {
        Set<String> of = withValues();
        Scalar written = fields.requireScalar("fn", "write one of avg, min, max, sum, p50, p90, p99");
        AggregateFunction fn = written == null
                ? AggregateFunction.AVG
                : fields.choice("fn", AggregateFunction.class, AggregateFunction.AVG);
        boolean above = fields.has("above");
        boolean below = fields.has("below");
        if (above == below) {
            fields.problems()
                    .error(
                            above ? fields.keyLocation("below") : fields.location(),
                            "write exactly one of above and below: for both, write two policies");
        }
        double belowBound = below ? fields.requireNumber("below", -Double.MAX_VALUE, Double.MAX_VALUE) : 0;
        double bound = above ? fields.requireNumber("above", -Double.MAX_VALUE, Double.MAX_VALUE) : belowBound;
        return new Detector.Aggregate(of, fn, above, bound, within());
    }

    private Detector deviation() {
        return new Detector.Deviation(withValues(), fields.requireNumber("sigmas", 1, MAX_SIGMAS), window("baseline"));
    }

    private Set<String> withValues() {
        Set<String> of = of();
        for (Source source : alternatives.sources(of)) {
            if (MatchAlternatives.givesNoValues(source)) {
                fields.problems()
                        .error(
                                fields.location("of"),
                                "events of source '" + source.name()
                                        + "' have no value: say in its event which field is the value");
            }
        }
        return of;
    }
}
