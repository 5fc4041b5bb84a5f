package dev.farrier.policy.yaml.test;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.test.PolicyTest.AssumedOutcome;
import dev.farrier.policy.yaml.test.PolicyTest.ScriptStep;
import dev.farrier.policy.yaml.tree.Fields;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code kind: PolicyTest}. What it refers to must exist: a test of nothing would always pass. */
public final class PolicyTestReader {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2999-12-31T00:00:00Z");

    private static final int MOST_REPEATS = 100_000;
    private static final Set<String> ACTS = Set.of("event", "expect", "outcomes", "silent", "alive", "halt");

    private final Bundle bundle;
    private final SortedMap<String, Set<String>> inventories;

    /**
     * @param bundle what the tests are about, without errors
     * @param inventories inventory name → names of its resources
     */
    public PolicyTestReader(Bundle bundle, SortedMap<String, Set<String>> inventories) {
        this.bundle = bundle;
        this.inventories = inventories;
    }

    public PolicyTest read(Document document) {
        Fields spec = document.spec();
        Instant start = START;
        Set<String> resources = new TreeSet<>();
        SortedMap<String, AssumedOutcome> outcomes = new TreeMap<>();
        Fields given = spec.fields("given");
        if (given != null) {
            start = start(given);
            resources = resources(given);
            outcomes = outcomes(given, "outcomes");
            given.done();
        }
        List<ScriptStep> steps = new ArrayList<>();
        spec.missing("steps", "write what happens, and what is expected");
        for (Fields step : spec.maps("steps")) {
            step(step, steps);
            step.done();
        }
        spec.done();
        steps.sort(Comparator.comparing(ScriptStep::at));
        if (!steps.isEmpty() && !(steps.getLast() instanceof ScriptStep.Expect)) {
            spec.problems()
                    .warning(document.location(), "nothing is expected after the last step: add {at: …, expect: […]}");
        }
        return new PolicyTest(document.name(), location(document.location()), start, resources, outcomes, steps);
    }

    static PolicyTest.TestPlace location(Location place) {
        return new PolicyTest.TestPlace(place.file(), place.line(), place.column());
    }

    private static Instant start(Fields given) {
        Scalar written = given.scalar("start");
        if (written == null) {
            return START;
        }
        try {
            Instant start = Instant.parse(written.text());
            if (start.isBefore(Instant.EPOCH) || start.isAfter(LATEST)) {
                given.error("start", "'start' must lie between 1970 and 2999");
                return START;
            }
            return start;
        } catch (DateTimeParseException e) {
            given.error("start", "'" + written.text() + "' is not a time: write 2026-01-01T00:00:00Z");
            return START;
        }
    }

    private Set<String> resources(Fields given) {
        Set<String> resources = new TreeSet<>();
        for (Scalar name : given.oneOrMore("inventory")) {
            Set<String> of = inventories.get(name.text());
            if (of == null) {
                given.problems()
                        .error(
                                name.location(),
                                "unknown inventory '" + name.text() + "'"
                                        + Nearest.hint(name.text(), inventories.keySet()));
            } else {
                resources.addAll(of);
            }
        }
        return resources;
    }

    private void step(Fields step, List<ScriptStep> steps) {
        step.missing("at", "write when, since the start: 0s, 90s, 10m");
        Duration at = step.duration("at", Duration.ZERO, Durations.MAX);
        List<String> acts = step.keys().stream().filter(ACTS::contains).toList();
        if (acts.size() != 1) {
            step.problems()
                    .error(step.location(), "a step needs exactly one of " + String.join(", ", new TreeSet<>(ACTS)));
            return;
        }
        switch (acts.getFirst()) {
            case "event" -> event(step, at, steps);
            case "expect" ->
                steps.add(new ScriptStep.Expect(
                        at, new ExpectationReader(bundle).read(step), location(step.keyLocation("expect"))));
            case "outcomes" -> steps.add(new ScriptStep.SetOutcomes(at, outcomes(step, "outcomes")));
            case "silent" -> steps.add(new ScriptStep.SetSources(at, sources(step, "silent"), Set.of()));
            case "alive" -> steps.add(new ScriptStep.SetSources(at, Set.of(), sources(step, "alive")));
            default -> steps.add(new ScriptStep.SetHalt(at, step.bool("halt", true)));
        }
    }

    private void event(Fields step, Duration at, List<ScriptStep> steps) {
        int repeat = step.integer("repeat", 1, 1, MOST_REPEATS);
        Duration every = step.duration("every", Duration.ZERO, Durations.MAX);
        if (repeat > 1) {
            step.missing("every", "write how long after each other, e.g. every: 10s");
        }
        Fields event = step.fields("event");
        if (event == null) {
            return;
        }
        var read = new TestEventReader(bundle).read(event);
        event.done();
        for (int i = 0; i < repeat && read != null; i++) {
            steps.add(new ScriptStep.EmitEvent(at.plus(every.multipliedBy(i)), read));
        }
    }

    private Set<String> sources(Fields step, String key) {
        Set<String> sources = new TreeSet<>();
        for (Scalar name : step.oneOrMore(key)) {
            if (!bundle.sources().containsKey(name.text())) {
                step.problems()
                        .error(
                                name.location(),
                                "unknown source '" + name.text() + "'"
                                        + Nearest.hint(
                                                name.text(), bundle.sources().keySet()));
            }
            sources.add(name.text());
        }
        return sources;
    }

    /** {@code NAME: success | failure}, or {@code NAME: {result: …, output: …}}. */
    private SortedMap<String, AssumedOutcome> outcomes(Fields of, String key) {
        SortedMap<String, AssumedOutcome> outcomes = new TreeMap<>();
        Fields all = of.fields(key);
        if (all == null) {
            return outcomes;
        }
        Set<String> known = steps();
        for (String name : List.copyOf(all.keys())) {
            if (!known.contains(name)) {
                all.problems()
                        .error(
                                all.keyLocation(name),
                                "no policy has an action or step '" + name + "'" + Nearest.hint(name, known));
            }
            if (all.get(name) instanceof MapNode) {
                Fields one = all.fields(name);
                if (one != null) {
                    boolean good = one.choice("result", Result.class, Result.SUCCESS) == Result.SUCCESS;
                    outcomes.put(name, new AssumedOutcome(good, one.text("output", "")));
                    one.done();
                }
            } else {
                outcomes.put(
                        name, new AssumedOutcome(all.choice(name, Result.class, Result.SUCCESS) == Result.SUCCESS, ""));
            }
        }
        return outcomes;
    }

    private enum Result {
        SUCCESS,
        FAILURE
    }

    /** Everything that can end: actions, ids of steps, and what a rung asks itself. */
    private Set<String> steps() {
        Set<String> known = new TreeSet<>(bundle.actions().keySet());
        known.add("confirm");
        known.add("verify");
        bundle.policies().values().stream()
                .flatMap(policy -> policy.remediate().stream())
                .forEach(rung -> {
                    rung.steps().forEach(step -> known.add(step.id()));
                    rung.rollback().forEach(step -> known.add(step.id()));
                });
        return known;
    }

    /** For {@code texts} of labels. */
    static SortedMap<String, String> texts(Fields fields, String key) {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, Scalar> entry : fields.texts(key).entrySet()) {
            texts.put(entry.getKey(), entry.getValue().text());
        }
        return texts;
    }
}
