package dev.farrier.policy.yaml.test;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.model.RemediationProgress.Diagnosis;
import dev.farrier.model.Resource;
import dev.farrier.model.TimedOrder;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.MaintenanceSelector;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.document.LocatedMatcher;
import dev.farrier.policy.yaml.test.PolicyTest.AssumedOutcome;
import dev.farrier.policy.yaml.test.PolicyTest.ScriptStep;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads {@code kind: PolicyTest}. All names in a test must exist, since a test of a misspelt policy would always pass. */
public final class PolicyTestReader {
    private static final Instant START_TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2999-12-31T00:00:00Z");

    private static final YamlMap OUTCOME = YamlMap.of("outcome", "How commands of a step or Action end.");
    private static final YamlKey<Result> RESULT =
            OUTCOME.optional("result", YamlTypes.choice(Result.class), Result.SUCCESS, "Whether the commands succeed.");
    private static final YamlKey<String> OUTPUT =
            OUTCOME.optional("output", YamlTypes.text(), "What the commands print. Default: nothing.");
    private static final YamlType<SequencedMap<String, Node>> OUTCOMES_TYPE = YamlTypes.mapOf(
                    null,
                    YamlTypes.either(
                            "success, failure or {result, output}",
                            YamlTypes.choice(Result.class),
                            YamlTypes.map(OUTCOME)))
            .named("outcomes");

    private static final YamlMap GIVEN_MAP = YamlMap.of("given", "The state at the start of the test.");
    private static final YamlKey<List<Scalar>> INVENTORY = GIVEN_MAP.optional(
            "inventory",
            YamlTypes.oneOrMore(YamlTypes.scalar()),
            "Names of the only inventories that the test uses. Default: all inventories.");
    private static final YamlKey<Instant> START =
            GIVEN_MAP.optional("start", time(), START_TIME, "The time of 0s, from 1970 to 2999.");
    private static final YamlKey<SequencedMap<String, Node>> GIVEN_OUTCOMES = GIVEN_MAP.optional(
            "outcomes",
            OUTCOMES_TYPE,
            "How the commands of steps, Actions, confirm and verify end, by name; the others succeed.");

    private static final YamlMap SILENCE_MAP = YamlMap.of("testSilence", "As after farrier silence add.");
    private static final YamlKey<List<LocatedMatcher>> MATCHERS = SILENCE_MAP.required(
            "matchers",
            DocumentTypes.matchers()
                    .orWrite("write a list of matchers, such as ['target=\"web-01\"']")
                    .withSchema(of("minItems", 1)),
            "Matchers over policy, target, site, risk, group.LABEL and resource.LABEL, all of which must hold.");
    private static final YamlKey<Duration> FOR = SILENCE_MAP.required(
            "for",
            YamlTypes.positiveDuration(TimedOrder.LONGEST).orWrite("write how long it lasts, such as 2h"),
            "How long it lasts.");

    private static final YamlMap MAINTENANCE_MAP = YamlMap.of("testMaintenance", "As after farrier maintenance.");
    private static final YamlKey<Scalar> SELECTOR = MAINTENANCE_MAP.required(
            "selector",
            YamlTypes.scalar().orWrite("write the name of a resource, or a selector such as 'zone=b'"),
            "The name of a resource, or matchers of name, site, group and labels, separated by commas.");
    private static final YamlKey<Duration> MAINTAINED_FOR = MAINTENANCE_MAP.required(
            "for",
            YamlTypes.positiveDuration(TimedOrder.LONGEST).orWrite("write how long it lasts, such as 2h"),
            "How long it lasts.");

    private static final YamlMap ANSWER_MAP =
            YamlMap.of("testAnswer", "An answer about a rung that persons were asked about.");
    private static final YamlKey<Scalar> ANSWER_TARGET = ANSWER_MAP.required(
            "target",
            YamlTypes.scalar().orWrite("write the target of the incident that asks"),
            "The target of the incident that asks.");
    private static final YamlKey<String> ANSWER_BY = ANSWER_MAP.optional(
            "by", YamlTypes.name(NameRule.PERSON), "test", "The name of the person, who has all roles.");

    private static final YamlMap STEP = YamlMap.of(
            "testStep",
            "A time, and one of event, expect, outcomes, silent, alive, halt, acknowledge, acknowledgeBreaker, silence,"
                    + " maintenance, approve and reject.");
    private static final YamlKey<Duration> AT = STEP.required(
            "at",
            YamlTypes.duration(Durations.MAX).orWrite("write when, since the start: 0s, 90s, 10m"),
            "Time since the start of the test.");
    private static final YamlKey<MapReader> EVENT = STEP.optional(
            "event",
            YamlTypes.map(TestEventReader.EVENT),
            "A source sends an event, either as {source, line}, a raw record that the source reads, or as {source, name,"
                    + " severity, message, labels, value}; for a source of alerts also with status firing or resolved. The time of"
                    + " the event is that of the step, whatever its line says.");
    private static final YamlKey<Integer> REPEAT =
            STEP.optional("repeat", YamlTypes.integer(1, 100_000), 1, "How often the source sends the event.");
    private static final YamlKey<Duration> EVERY =
            STEP.optional("every", YamlTypes.duration(Durations.MAX), "The time between two of these events.");
    private static final YamlKey<List<MapReader>> EXPECT = STEP.optional(
            "expect",
            YamlTypes.list(YamlTypes.map(ExpectationReader.EXPECTATION)),
            "What must have happened since the last expect. Commands (calls of a person, confirm and verify included) and"
                    + " escalations must be exactly those listed, in order; detections, decisions and resolutions may be more than"
                    + " those listed. Only the fields that are written are compared; they are those of the lines of farrier replay.");
    private static final YamlKey<SequencedMap<String, Node>> OUTCOMES =
            STEP.optional("outcomes", OUTCOMES_TYPE, "From now on commands end this way, by name of step or Action.");
    private static final YamlKey<List<Scalar>> SILENT = STEP.optional(
            "silent",
            YamlTypes.oneOrMore(YamlTypes.scalar()),
            "From now on these sources are silent, so that missing events prove nothing.");
    private static final YamlKey<List<Scalar>> ALIVE = STEP.optional(
            "alive", YamlTypes.oneOrMore(YamlTypes.scalar()), "From now on these sources are alive again.");
    private static final YamlKey<Boolean> HALT =
            STEP.optional("halt", YamlTypes.bool(), "true: as after farrier halt; false: as after farrier resume.");
    private static final YamlKey<Scalar> ACKNOWLEDGE = STEP.optional(
            "acknowledge", YamlTypes.scalar(), "The name of a policy: as after farrier policy acknowledge.");
    private static final YamlKey<Scalar> ACKNOWLEDGE_BREAKER = STEP.optional(
            "acknowledgeBreaker",
            YamlTypes.scalar(),
            "The name of a StormBreaker: as after farrier breakers acknowledge.");

    private static final YamlKey<MapReader> SILENCE = STEP.optional(
            "silence", YamlTypes.map(SILENCE_MAP), "A person silences incidents: as after farrier silence add.");

    private static final YamlKey<MapReader> MAINTENANCE = STEP.optional(
            "maintenance",
            YamlTypes.map(MAINTENANCE_MAP),
            "A person puts resources in maintenance: as after farrier maintenance.");
    private static final YamlKey<MapReader> APPROVE = STEP.optional(
            "approve", YamlTypes.map(ANSWER_MAP), "A person says yes: as after farrier incidents approve.");
    private static final YamlKey<MapReader> REJECT =
            STEP.optional("reject", YamlTypes.map(ANSWER_MAP), "A person says no: as after farrier incidents reject.");

    public static final YamlMap POLICY_TEST = YamlMap.of(
            "policyTest", "A script that says what policies must do; farrier policy test runs it in scripted time.");
    private static final YamlKey<MapReader> GIVEN =
            POLICY_TEST.optional("given", YamlTypes.map(GIVEN_MAP), "The state at the start of the test.");
    private static final YamlKey<List<MapReader>> STEPS = POLICY_TEST.required(
            "steps",
            YamlTypes.list(YamlTypes.map(STEP)).orWrite("write what happens, and what is expected"),
            "The events, and what must come of them.");

    static {
        STEP.exactlyOneOf(
                        EVENT,
                        EXPECT,
                        OUTCOMES,
                        SILENT,
                        ALIVE,
                        HALT,
                        ACKNOWLEDGE,
                        ACKNOWLEDGE_BREAKER,
                        SILENCE,
                        MAINTENANCE,
                        APPROVE,
                        REJECT)
                .dependent(REPEAT, EVENT)
                .dependent(EVERY, EVENT)
                .condition(of(
                        "if",
                        of("properties", of("repeat", of("minimum", 2)), "required", List.of("repeat")),
                        "then",
                        of("required", List.of("every"))));
    }

    private enum Result {
        SUCCESS,
        FAILURE
    }

    private final Bundle bundle;
    private final ExpectationReader expectations;
    /** The names that outcomes may have: Actions, ids of steps, confirm and verify. */
    private final Set<String> outcomeNames;

    private final SortedMap<String, Set<String>> inventories;

    /**
     * @param bundle what the tests refer to, without errors
     * @param inventories inventory name → names of its resources
     */
    public PolicyTestReader(Bundle bundle, SortedMap<String, Set<String>> inventories) {
        this.bundle = bundle;
        this.expectations = new ExpectationReader(bundle);
        this.outcomeNames = outcomeNames(bundle);
        this.inventories = inventories;
    }

    public PolicyTest read(Document document) {
        MapReader spec = document.open(POLICY_TEST);
        MapReader given = spec.find(GIVEN);
        List<ScriptStep> steps = new ArrayList<>();
        spec.get(STEPS).forEach(step -> step(step, steps));
        steps.sort(Comparator.comparing(ScriptStep::at));
        if (!steps.isEmpty() && !(steps.getLast() instanceof ScriptStep.Expect)) {
            spec.problems()
                    .warning(document.location(), "nothing is expected after the last step: add {at: …, expect: […]}");
        }
        return new PolicyTest(
                document.name(),
                location(document.location()),
                given == null ? START_TIME : given.get(START),
                given == null ? Set.of() : resources(given),
                given == null ? new TreeMap<>() : outcomes(given, GIVEN_OUTCOMES),
                steps);
    }

    static PolicyTest.TestPlace location(Location place) {
        return new PolicyTest.TestPlace(place.file(), place.line(), place.column());
    }

    private static YamlType<Instant> time() {
        return YamlType.ofScalar("time", (scalar, path, map) -> {
                    try {
                        Instant start = Instant.parse(scalar.text());
                        if (!start.isBefore(Instant.EPOCH) && !start.isAfter(LATEST)) {
                            return start;
                        }
                        map.error(scalar, "'start' must lie between 1970 and 2999");
                    } catch (DateTimeParseException e) {
                        map.error(scalar, "'" + scalar.text() + "' is not a time: write 2026-01-01T00:00:00Z");
                    }
                    return null;
                })
                .schema(writer -> of("type", "string", "format", "date-time"))
                .toJson(Instant::toString);
    }

    private Set<String> resources(MapReader given) {
        Set<String> resources = new TreeSet<>();
        for (Scalar name : given.get(INVENTORY)) {
            if (given.checkKnown(name, "unknown inventory", inventories.keySet())) {
                resources.addAll(inventories.getOrDefault(name.text(), Set.of()));
            }
        }
        return resources;
    }

    private void step(MapReader step, List<ScriptStep> steps) {
        Duration at = step.get(AT);
        List<YamlKey<?>> given = Stream.<YamlKey<?>>of(
                        ACKNOWLEDGE,
                        ACKNOWLEDGE_BREAKER,
                        ALIVE,
                        APPROVE,
                        EVENT,
                        EXPECT,
                        HALT,
                        MAINTENANCE,
                        OUTCOMES,
                        REJECT,
                        SILENCE,
                        SILENT)
                .filter(step::has)
                .toList();
        if (given.size() != 1) {
            step.problems()
                    .error(
                            step.location(),
                            "a step needs exactly one of acknowledge, acknowledgeBreaker, alive, approve, event, expect, halt,"
                                    + " maintenance, outcomes, reject, silence, silent");
            return;
        }
        for (YamlKey<?> key : List.of(REPEAT, EVERY)) {
            if (step.has(key) && !step.has(EVENT)) {
                step.error(key, "'" + step.path(key) + "' has no meaning without 'event': remove it");
            }
        }
        switch (given.getFirst().name()) {
            case "event" -> event(step, at, steps);
            case "expect" ->
                steps.add(new ScriptStep.Expect(
                        at, expectations.read(step.get(EXPECT)), location(step.keyLocation(EXPECT))));
            case "outcomes" -> steps.add(new ScriptStep.SetOutcomes(at, outcomes(step, OUTCOMES)));
            case "silent" -> steps.add(new ScriptStep.SetSources(at, sources(step, SILENT), Set.of()));
            case "alive" -> steps.add(new ScriptStep.SetSources(at, Set.of(), sources(step, ALIVE)));
            case "acknowledge" -> acknowledge(step, at, steps);
            case "acknowledgeBreaker" -> acknowledgeBreaker(step, at, steps);
            case "silence" -> silence(step, at, steps);
            case "maintenance" -> maintenance(step, at, steps);
            case "approve" -> answer(step, APPROVE, at, steps);
            case "reject" -> answer(step, REJECT, at, steps);
            default -> steps.add(new ScriptStep.SetHalt(at, step.get(HALT, true)));
        }
    }

    private void acknowledge(MapReader step, Duration at, List<ScriptStep> steps) {
        Scalar name = step.find(ACKNOWLEDGE);
        if (name != null
                && step.checkKnown(name, "unknown policy", bundle.policies().keySet())) {
            steps.add(new ScriptStep.Acknowledge(at, name.text()));
        }
    }

    private void acknowledgeBreaker(MapReader step, Duration at, List<ScriptStep> steps) {
        Scalar name = step.find(ACKNOWLEDGE_BREAKER);
        if (name != null
                && step.checkKnown(
                        name, "unknown StormBreaker", bundle.stormBreakers().keySet())) {
            steps.add(new ScriptStep.AcknowledgeBreaker(at, name.text()));
        }
    }

    private void answer(MapReader step, YamlKey<MapReader> key, Duration at, List<ScriptStep> steps) {
        MapReader written = step.find(key);
        Scalar target = written == null ? null : written.find(ANSWER_TARGET);
        if (written != null
                && target != null
                && written.checkKnown(
                        target, "unknown resource", bundle.resources().keySet())) {
            steps.add(new ScriptStep.AnswerApproval(
                    at, target.text(), written.get(ANSWER_BY), key == APPROVE, location(target.location())));
        }
    }

    private void silence(MapReader step, Duration at, List<ScriptStep> steps) {
        MapReader written = step.find(SILENCE);
        if (written == null) {
            return;
        }
        int errors = written.problems().errors();
        List<String> matchers = written.get(MATCHERS).stream()
                .map(matcher -> matcher.matcher().toString())
                .toList();
        if (written.problems().errors() > errors || !written.has(MATCHERS)) {
            return;
        }
        try {
            IncidentMatchers selected = IncidentMatchers.parse(matchers);
            steps.add(new ScriptStep.AddSilence(at, selected, written.get(FOR)));
        } catch (InvalidIncidentMatchersException e) {
            written.error(MATCHERS, String.valueOf(e.getMessage()));
        }
    }

    private void maintenance(MapReader step, Duration at, List<ScriptStep> steps) {
        MapReader written = step.find(MAINTENANCE);
        int errors = written == null ? 0 : written.problems().errors();
        Scalar selector = written == null ? null : written.find(SELECTOR);
        if (written == null || selector == null) {
            return;
        }
        try {
            MaintenanceSelector selected = MaintenanceSelector.parse(selector.text());
            List<Resource> unused = selected.selected(bundle.resources().values(), "");
            Duration length = written.get(MAINTAINED_FOR);
            if (written.problems().errors() == errors) {
                steps.add(new ScriptStep.BeginMaintenance(at, selected, length));
            }
        } catch (InvalidOrderException e) {
            written.error(SELECTOR, String.valueOf(e.getMessage()));
        }
    }

    private void event(MapReader step, Duration at, List<ScriptStep> steps) {
        int repeat = step.get(REPEAT);
        Duration every = step.get(EVERY);
        if (repeat > 1) {
            step.require(EVERY, "write how long after each other, e.g. every: 10s");
        }
        MapReader written = step.find(EVENT);
        TestEvent event = written == null ? null : new TestEventReader(bundle).read(written);
        for (int i = 0; i < repeat && event != null; i++) {
            steps.add(new ScriptStep.EmitEvent(at.plus(every.multipliedBy(i)), event));
        }
    }

    private Set<String> sources(MapReader step, YamlKey<List<Scalar>> key) {
        Set<String> sources = new TreeSet<>();
        for (Scalar name : step.get(key)) {
            step.checkKnown(name, "unknown source", bundle.sources().keySet());
            sources.add(name.text());
        }
        return sources;
    }

    /** {@code NAME: success | failure}, or {@code NAME: {result: …, output: …}}. */
    private SortedMap<String, AssumedOutcome> outcomes(MapReader map, YamlKey<SequencedMap<String, Node>> key) {
        SortedMap<String, AssumedOutcome> outcomes = new TreeMap<>();
        map.get(key).forEach((name, node) -> {
            if (!outcomeNames.contains(name)) {
                map.problems()
                        .error(
                                map.keyLocation(key, name),
                                "no policy has an action or step '" + name + "'" + Nearest.hint(name, outcomeNames));
            }
            String path = map.path(key) + "." + name;
            if (node instanceof MapNode) {
                MapReader one = map.open(node, path, OUTCOME);
                if (one != null) {
                    outcomes.put(name, new AssumedOutcome(one.get(RESULT) == Result.SUCCESS, one.get(OUTPUT)));
                }
            } else {
                Result result = YamlTypes.choice(Result.class).reading().read(node, path, map);
                outcomes.put(name, new AssumedOutcome(result != Result.FAILURE, ""));
            }
        });
        return outcomes;
    }

    private static Set<String> outcomeNames(Bundle bundle) {
        Set<String> known = new TreeSet<>(bundle.actions().keySet());
        known.add("confirm");
        known.add("verify");
        bundle.policies().values().stream()
                .flatMap(policy -> policy.diagnosis().steps().stream())
                .forEach(step -> known.add(Diagnosis.stepName(step.id())));
        bundle.policies().values().stream()
                .flatMap(policy -> policy.remediate().stream())
                .forEach(rung -> {
                    rung.steps().forEach(step -> known.add(step.id()));
                    rung.rollback().forEach(step -> known.add(step.id()));
                });
        return known;
    }
}
