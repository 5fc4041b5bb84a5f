package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.SchemaWriter.of;
import static dev.farrier.policy.keys.YamlTypes.choice;
import static dev.farrier.policy.keys.YamlTypes.duration;
import static dev.farrier.policy.keys.YamlTypes.filled;
import static dev.farrier.policy.keys.YamlTypes.integer;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.mapOf;
import static dev.farrier.policy.keys.YamlTypes.name;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;
import static dev.farrier.policy.keys.YamlTypes.scalar;

import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.action.ActionKeys;
import dev.farrier.policy.action.ActionType;
import dev.farrier.policy.action.OutputPlace;
import dev.farrier.policy.cel.InvalidCelException;
import dev.farrier.policy.cel.StepCondition;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.action.ActionReader;
import dev.farrier.policy.yaml.action.ActionScope;
import dev.farrier.policy.yaml.action.ProbeKeys;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.TemplateScope;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists of steps: of one rung, whose steps and rollback share their ids, or of those that call a person. */
final class StepReader {
    private static final Duration WAIT_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    private static final YamlMap WAIT_MAP = YamlMap.of(
                    "waitUntil", "Repeats an HTTP request until the answer is as expected, or the timeout is over.")
            .include(ProbeKeys.PROBE);
    private static final YamlKey<Duration> EVERY = WAIT_MAP.optional(
            "every",
            positiveDuration(ActionKeys.MAX_TIMEOUT),
            Duration.ofSeconds(5),
            "The pause between two requests; " + "at least 100ms.");

    private static final YamlMap RETRY_MAP = YamlMap.of("retry", "How often a step runs again after a failure.");
    private static final YamlKey<Integer> MAX =
            RETRY_MAP.required("max", integer(0, 10), "How many more times the " + "step may run.");
    private static final YamlKey<Duration> BACKOFF = RETRY_MAP.optional(
            "backoff",
            duration(ActionKeys.MAX_TIMEOUT),
            Duration.ofSeconds(5),
            "The pause before the " + "step runs again.");

    private static final YamlKey<Duration> JITTER = RETRY_MAP.optional(
            "jitter",
            duration(ActionKeys.MAX_TIMEOUT),
            Duration.ZERO,
            "At most so much is added to the pause, so that not all incidents try again at once. The same command gets"
                    + " the same.");

    static final YamlMap STEP = YamlMap.of("step", "One of action, waitUntil, process, script and http.")
            .refuse(ActionReader.LATER)
            .exactlyOneExtension(ActionType.class);
    private static final YamlKey<Scalar> ID = STEP.optional(
            "id",
            scalar().withSchemaOf(name(NameRule.STEP)),
            "The name by which later steps refer to this one. Default: the name of the Action or the type of the"
                    + " step.");
    private static final YamlKey<String> ACTION =
            STEP.optional("action", filled("name an Action"), "The name of an Action.");
    private static final YamlKey<SequencedMap<String, Scalar>> WITH = STEP.optional(
            "with",
            mapOf(null, scalar()).named("texts"),
            "Values of the Action's parameters; templates such as {resource.name} are filled in.");
    private static final YamlKey<MapReader> WAIT_UNTIL = STEP.optional(
            "waitUntil",
            map(WAIT_MAP),
            "Repeats an HTTP request until the answer is as expected, or the timeout (default 10m) is over.");
    private static final YamlKey<Duration> TIMEOUT = STEP.optional(
            "timeout",
            positiveDuration(ActionKeys.MAX_TIMEOUT),
            "How long the step may take. Default: the Action's; 10m for waitUntil, else 60s.");
    private static final YamlKey<MapReader> RETRY =
            STEP.optional("retry", map(RETRY_MAP), "How often the step runs again after a failure. Default: never.");
    private static final YamlKey<Scalar> WHEN = STEP.optional(
            "when",
            scalar(),
            "A condition in CEL over earlier steps, such as steps.drain.succeeded. When it does not hold, the step is "
                    + "skipped.");
    private static final YamlKey<SequencedMap<String, MapReader>> OUTPUTS = STEP.optional(
            "outputs",
            mapOf(NameRule.STEP, map(OutputReader.OUTPUT)).withSchema(of("maxProperties", OutputReader.MOST)),
            "Values taken out of what the step printed or was answered, at most 16, and 1,024 characters each: later"
                    + " steps of the rung refer to them by {steps.ID.outputs.NAME}.");
    static final YamlKey<OnFailure> ON_FAILURE = STEP.optional(
            "onFailure",
            choice(OnFailure.class),
            "What follows when the step fails. Default: rollback where the rung has one, else next-rung.");

    private static final List<YamlKey<?>> TYPES = List.of(ACTION, WAIT_UNTIL);
    private static final Object INLINE_ONLY = of("properties", of("action", false, "waitUntil", false));

    static {
        STEP.add(ActionReader.ON_WORKER_LOSS);
        STEP.add(ActionReader.IDEMPOTENT);
        STEP.add(ActionReader.READ_ONLY);
        STEP.add(ActionReader.UNDONE_BY);
        STEP.exactlyOneOf(ACTION, WAIT_UNTIL)
                .dependent(WITH, ACTION)
                .condition(of(
                        "dependentSchemas",
                        of("onWorkerLoss", INLINE_ONLY, "idempotent", INLINE_ONLY, "readOnly", INLINE_ONLY)));
    }

    /** A step after whose failure the next one runs anyway. */
    static final YamlMap BEST_EFFORT_STEP = YamlMap.narrowed(
            "bestEffortStep",
            "A step after whose failure the next one still runs; it has no onFailure.",
            STEP,
            of("properties", of("onFailure", false)));

    private static final List<YamlKey<?>> NOT_IN_DIAGNOSIS =
            List.of(WAIT_UNTIL, RETRY, WHEN, OUTPUTS, ON_FAILURE, ActionReader.UNDONE_BY);

    /** A step that changes nothing. */
    static final YamlMap DIAGNOSIS_STEP = YamlMap.narrowed(
            "diagnosisStep",
            "A step that changes nothing: an Action with readOnly: true, or one of process, script and http with"
                    + " readOnly: true. It has no waitUntil, retry, when, outputs, onFailure and undoneBy, and the next"
                    + " one runs also after its failure.",
            STEP,
            of(
                    "properties",
                    NOT_IN_DIAGNOSIS.stream()
                            .collect(Collectors.toMap(YamlKey::name, key -> false, (a, b) -> a, TreeMap::new))));

    private static final Task NOTHING = new Task.ActionCall("", new TreeMap<>());

    private final String prefix;
    private final Catalog catalog;
    private final Problems problems;
    private final CallReader calls;
    private final TemplateScope scope;
    /** How long all of the steps may take that only look; null: they act. */
    private final @Nullable Duration looksFor;

    private final Set<String> taken = new HashSet<>();
    private final Set<String> before = new LinkedHashSet<>();
    /** {@code ID.outputs.NAME} of the steps before. */
    private final Set<String> outputs = new LinkedHashSet<>();

    /** @param prefix of the names that blocks standing in a step get as actions: {@code policy/rung/} */
    StepReader(String prefix, Set<String> groupBy, Catalog catalog, Problems problems) {
        this(prefix, TemplateScope.ofSteps(groupBy, catalog), null, catalog, problems);
    }

    private StepReader(
            String prefix, TemplateScope scope, @Nullable Duration looksFor, Catalog catalog, Problems problems) {
        this.prefix = prefix;
        this.catalog = catalog;
        this.problems = problems;
        this.calls = new CallReader(catalog, scope.group(), problems);
        this.scope = scope;
        this.looksFor = looksFor;
    }

    /** A reader of steps that only look, all of them within this time. */
    static StepReader ofDiagnosis(
            String policy, Set<String> groupBy, Duration within, Catalog catalog, Problems problems) {
        // No rung has such a name, so that no action of a rung's step gets the same.
        String prefix = policy + "/(diagnose)/";
        return new StepReader(prefix, TemplateScope.ofProbes(groupBy, catalog), within, catalog, problems);
    }

    /**
     * A reader of steps that call a person.
     *
     * @param groupBy null: that of any policy
     * @param remedies ids of the steps whose output a call may contain; null: of any step
     * @param diagnosed whether the policy may have a diagnosis
     */
    static StepReader ofCall(
            String prefix,
            @Nullable Set<String> groupBy,
            @Nullable Set<String> remedies,
            boolean diagnosed,
            Catalog catalog,
            Problems problems) {
        return new StepReader(
                prefix, TemplateScope.ofCall(groupBy, remedies, diagnosed, catalog), null, catalog, problems);
    }

    /**
     * The steps under this key.
     *
     * @param onFailure of a step that names none
     * @param choice whether a step may name one
     */
    List<Step> read(MapReader owner, YamlKey<List<MapReader>> key, OnFailure onFailure, boolean choice) {
        return read(owner.get(key), onFailure, choice);
    }

    /** These steps; the other parameters as above. */
    List<Step> read(List<MapReader> all, OnFailure onFailure, boolean choice) {
        all.forEach(this::reserve);
        return all.stream().map(written -> step(written, onFailure, choice)).toList();
    }

    /** Takes the ids that the policy writes, so that a default id differs from each of them. */
    private void reserve(MapReader written) {
        Scalar id = written.find(ID);
        if (id != null && NameRule.STEP.check(id, problems) != null && !taken.add(id.text())) {
            problems.error(id.location(), "another step has the id '" + id.text() + "' too: rename one");
        }
    }

    private Step step(MapReader written, OnFailure otherwise, boolean choice) {
        String type = ActionReader.type(written, TYPES);
        String id = id(written, type == null ? "step" : type);
        Task task = type == null ? NOTHING : task(written, type, id);
        if (!"action".equals(type) && written.has(WITH)) {
            written.missing(
                    List.of(ACTION),
                    written.location(WITH),
                    "'" + written.path(WITH) + "' has no meaning without 'action': remove it");
        }
        boolean inline =
                type != null && TYPES.stream().noneMatch(key -> key.name().equals(type));
        for (YamlKey<?> key : List.of(ActionReader.ON_WORKER_LOSS, ActionReader.IDEMPOTENT, ActionReader.READ_ONLY)) {
            if (type != null && !inline && written.has(key)) {
                written.error(key, "'" + written.path(key) + "' has no meaning with " + type + ": remove it");
            }
        }
        if (looksFor != null) {
            checkLooks(written, type, task, looksFor);
        }
        MapReader retry = written.find(RETRY);
        if (!choice && written.has(ON_FAILURE)) {
            written.error(
                    ON_FAILURE,
                    "'" + written.path(ON_FAILURE) + "' has no meaning here, the next step runs anyway: remove it");
        }
        boolean changes = choice && !scope.call() && !"waitUntil".equals(type);
        if (written.has(ActionReader.UNDONE_BY) && !changes) {
            written.error(
                    ActionReader.UNDONE_BY,
                    "'" + written.path(ActionReader.UNDONE_BY)
                            + "' has no meaning here, only what a step of a rung changes is" + " put back: remove it");
        }
        UndoReader.refuseCircle(written, catalog);
        Step step = new Step(
                id,
                task,
                timeout(written, task),
                retry == null ? 0 : retry.get(MAX),
                retry == null ? Duration.ZERO : retry.get(BACKOFF),
                when(written),
                written.get(ON_FAILURE, otherwise),
                UndoReader.read(written, calls, here()),
                retry == null ? Duration.ZERO : retry.get(JITTER),
                outputs(written, choice));
        step.outputs().keySet().forEach(name -> outputs.add(id + ".outputs." + name));
        before.add(id);
        return step;
    }

    private void checkLooks(MapReader written, @Nullable String type, Task task, Duration within) {
        for (YamlKey<?> key : List.of(WAIT_UNTIL, RETRY, WHEN)) {
            if (written.has(key)) {
                written.error(
                        key,
                        "'" + written.path(key)
                                + "' has no meaning here, each step of a diagnosis runs once: remove it");
            }
        }
        if (written.get(TIMEOUT, within).compareTo(within) > 0) {
            written.error(
                    TIMEOUT,
                    "a step of a diagnosis can't take longer than the whole, " + Durations.format(within)
                            + ": write a shorter timeout, or diagnose: {within: "
                            + Durations.format(written.get(TIMEOUT)) + ", steps: [...]}");
        }
        if (task instanceof Task.ActionCall call
                && catalog.actions().get(call.action()) instanceof ActionDefinition action
                && !action.readOnly()) {
            boolean named = "action".equals(type);
            problems.error(
                    named ? written.location(ACTION) : written.location(),
                    (named ? "action '" + action.name() + "'" : "this step")
                            + " may change something, and a diagnosis runs before anything is changed: write readOnly:"
                            + " true"
                            + (named
                                    ? " in the Action if it only looks, or name another"
                                    : " beside " + type + " if it only looks"));
        }
    }

    private Duration timeout(MapReader written, Task task) {
        Duration otherwise = timeoutOf(task);
        return written.get(TIMEOUT, looksFor != null && looksFor.compareTo(otherwise) < 0 ? looksFor : otherwise);
    }

    private String id(MapReader written, String type) {
        Scalar given = written.find(ID);
        if (given != null && !given.text().isEmpty()) {
            return given.text();
        }
        String base = type.equals("action") && written.scalar(ACTION) instanceof Scalar action ? action.text() : type;
        if (!NameRule.STEP.allows(base)) {
            base = "step-" + base.replaceAll("[^A-Za-z0-9_-]", "-");
        }
        String id = base;
        for (int n = 2; !taken.add(id); n++) {
            id = base + "-" + n;
        }
        return id;
    }

    private Task task(MapReader written, String type, String id) {
        TemplateScope here = here();
        return switch (type) {
            case "action" -> calls.read(written, ACTION, WITH, here);
            case "waitUntil" -> waitUntil(written.find(WAIT_UNTIL), here);
            default -> inline(written, type, id, here);
        };
    }

    private SortedMap<String, OutputPlace> outputs(MapReader step, boolean choice) {
        TreeMap<String, OutputPlace> places = new TreeMap<>();
        if (step.has(OUTPUTS) && (scope.call() || !choice)) {
            step.error(
                    OUTPUTS,
                    "'" + step.path(OUTPUTS) + "' has no meaning here, only steps of a rung have outputs: remove it");
        }
        SequencedMap<String, MapReader> all = step.get(OUTPUTS);
        if (all.size() > OutputReader.MOST) {
            step.error(
                    OUTPUTS,
                    "'" + step.path(OUTPUTS) + "' has " + all.size() + " values: write at most " + OutputReader.MOST);
        }
        all.forEach((name, written) -> places.put(name, OutputReader.read(written)));
        return places;
    }

    /** What a template of the next step may refer to. */
    private TemplateScope here() {
        return scope.call() || looksFor != null
                ? scope
                : scope.withSteps(
                        Stream.concat(before.stream(), outputs.stream()).collect(Collectors.toUnmodifiableSet()));
    }

    private Duration timeoutOf(Task task) {
        return switch (task) {
            case Task.ProbeWait wait -> WAIT_TIMEOUT;
            case Task.ActionCall call -> {
                ActionDefinition action = catalog.actions().get(call.action());
                yield action == null ? ActionReader.DEFAULT_TIMEOUT : action.timeout();
            }
        };
    }

    private Task waitUntil(@Nullable MapReader wait, TemplateScope here) {
        if (wait == null) {
            return NOTHING;
        }
        Duration every = wait.get(EVERY);
        if (every.compareTo(SHORTEST_PAUSE) < 0) {
            wait.error(EVERY, "'" + wait.path(EVERY) + "' is too short: the shortest is 100ms");
        }
        return new Task.ProbeWait(ProbeKeys.read(wait, new ActionScope(catalog, here)), every);
    }

    /** A block that stands in the step itself becomes an action of its own. */
    private Task inline(MapReader written, String type, String id, TemplateScope here) {
        String name = prefix + id;
        catalog.actions()
                .put(
                        name,
                        new ActionDefinition(
                                name,
                                new TreeMap<>(),
                                ActionReader.body(written, type, new ActionScope(catalog, here)),
                                written.get(TIMEOUT, ActionReader.DEFAULT_TIMEOUT),
                                ActionReader.onWorkerLoss(written),
                                ActionReader.isIdempotent(written),
                                ActionReader.isReadOnly(written),
                                null));
        return new Task.ActionCall(name, new TreeMap<>());
    }

    private String when(MapReader step) {
        Scalar written = step.find(WHEN);
        if (written == null) {
            return "";
        }
        try {
            for (String earlier : StepCondition.compile(written.text()).steps()) {
                if (!before.contains(earlier)) {
                    problems.error(
                            written.location(),
                            "no earlier step has the id '" + earlier + "'" + Nearest.hint(earlier, before));
                }
            }
        } catch (InvalidCelException e) {
            for (String id : before) {
                if (id.contains("-") && written.text().contains("steps." + id)) {
                    problems.error(written.location(), "write steps[\"" + id + "\"]: the id has a hyphen");
                    return written.text();
                }
            }
            e.issues()
                    .forEach(issue -> problems.error(
                            written.locations().apply(issue.offset()), "not a condition: " + issue.message()));
        }
        return written.text();
    }
}
