package dev.farrier.policy.yaml.action;

import static dev.farrier.policy.keys.YamlTypes.bool;
import static dev.farrier.policy.keys.YamlTypes.choice;
import static dev.farrier.policy.keys.YamlTypes.filled;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.mapOf;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;
import static dev.farrier.policy.keys.YamlTypes.regex;
import static dev.farrier.policy.keys.YamlTypes.scalar;

import com.google.re2j.Pattern;
import dev.farrier.model.Action;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.action.ActionDefinition.Parameter;
import dev.farrier.policy.action.ActionDefinition.Parameter.ParameterType;
import dev.farrier.policy.action.ActionKeys;
import dev.farrier.policy.action.ActionType;
import dev.farrier.policy.action.ActionValues;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.TemplateScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code kind: Action}. */
public final class ActionReader {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    /** Types of actions that a later version may have. */
    public static final String[] LATER = {"kubernetes", "ssh", "kafka", "notify", "job"};

    private static final YamlMap PARAMETER = YamlMap.of("parameter", "One parameter.");
    private static final YamlKey<ParameterType> TYPE =
            PARAMETER.optional("type", choice(ParameterType.class), ParameterType.STRING, "The type of the value.");
    private static final YamlKey<Pattern> PATTERN = PARAMETER.optional(
            "pattern",
            regex(),
            "An RE2 regular expression that the whole value must match. The decider checks it before it sends the "
                    + "command. Default: any value.");
    private static final YamlKey<Scalar> DEFAULT = PARAMETER.optional(
            "default",
            scalar(),
            "The value when a step sets none. A parameter without a default must be set by every " + "step.");
    private static final YamlKey<Boolean> ALLOW_OPTIONS = PARAMETER.optional(
            "allowOptions", bool(), false, "Whether a value may begin an argument with '-', as an option does.");

    public static final YamlMap ACTION = YamlMap.of("action", "A reusable action: one of process, script and http.")
            .refuse("abortable")
            .refuse(LATER)
            .exactlyOneExtension(ActionType.class);
    private static final YamlKey<SequencedMap<String, MapReader>> PARAMETERS = ACTION.optional(
            "parameters", mapOf(NameRule.PARAMETER, map(PARAMETER)), "The parameters that a step sets by with.");
    private static final YamlKey<Duration> TIMEOUT = ACTION.optional(
            "timeout",
            positiveDuration(ActionKeys.MAX_TIMEOUT),
            DEFAULT_TIMEOUT,
            "How long the action may run. A supervisor outside the worker's process ends the whole tree of processes "
                    + "then.");
    public static final YamlKey<OnWorkerLoss> ON_WORKER_LOSS = ACTION.optional(
            "onWorkerLoss",
            choice(OnWorkerLoss.class),
            "What follows when the worker that ran it never reports how it ended: rerun, for what may run twice, or "
                    + "escalate, which calls a person. Default: rerun for what is idempotent, else escalate.");
    public static final YamlKey<Boolean> IDEMPOTENT = ACTION.optional(
            "idempotent",
            bool(),
            "Whether it may run again when nobody knows whether it was done. Default: true with onWorkerLoss: rerun "
                    + "or readOnly: true, else false.");

    public static final YamlKey<Boolean> READ_ONLY = ACTION.optional(
            "readOnly",
            bool(),
            false,
            "Whether it only looks and changes nothing. Only such actions may stand in diagnose. It may run twice, so "
                    + "idempotent is true by default then.");

    private static final YamlMap UNDO =
            YamlMap.of("undoneBy", "The Action that puts back what a step took out of service.");
    public static final YamlKey<String> UNDO_ACTION = UNDO.required(
            "action", filled("name an Action"), "The name of an Action, which declares no undoneBy itself.");
    public static final YamlKey<SequencedMap<String, Scalar>> UNDO_WITH = UNDO.optional(
            "with",
            mapOf(null, scalar()).named("texts"),
            "Values of its parameters; templates are filled in when the step is sent.");
    public static final YamlKey<MapReader> UNDONE_BY = ACTION.optional(
            "undoneBy",
            map(UNDO),
            "The Action that puts back what this takes out of service. The decider runs it once the rung was verified, and at "
                    + "any other end of the rung. A step may name another.");

    /** A stand-in after a problem. */
    private static final ActionBody NOTHING = new ActionBody() {
        @Override
        public String type() {
            return Action.Process.TYPE;
        }

        @Override
        public List<Template> templates() {
            return List.of();
        }

        @Override
        public String explanation() {
            return "does nothing";
        }

        @Override
        public Action render(ActionValues values) {
            throw new IllegalStateException("it has not been read without problems");
        }
    };

    private ActionReader() {}

    public static ActionDefinition read(Document document, Catalog catalog) {
        MapReader spec = document.open(ACTION);
        SequencedMap<String, MapReader> declared = spec.get(PARAMETERS);
        TreeMap<String, Parameter> parameters = new TreeMap<>();
        declared.forEach((name, written) -> parameters.put(name, parameter(written)));
        TemplateScope scope = TemplateScope.ofAction(parameters.keySet(), catalog);
        ActionBody body = body(spec, type(spec, List.of()), new ActionScope(catalog, scope, parameters));
        ActionDefinition action = new ActionDefinition(
                document.name(),
                Collections.unmodifiableSortedMap(parameters),
                body,
                spec.get(TIMEOUT),
                onWorkerLoss(spec),
                isIdempotent(spec),
                isReadOnly(spec),
                null);
        warnOfUnused(spec, action);
        action.parameters().forEach((name, parameter) -> {
            if (parameter.defaultValue() != null) {
                checkOption(parameter.defaultValue(), action, name, key(spec, name), spec.problems());
            }
        });
        return action;
    }

    public static OnWorkerLoss onWorkerLoss(MapReader map) {
        OnWorkerLoss written = map.find(ON_WORKER_LOSS);
        if (written == OnWorkerLoss.RERUN && Boolean.FALSE.equals(map.find(IDEMPOTENT))) {
            map.error(
                    IDEMPOTENT,
                    "'" + map.path(IDEMPOTENT) + ": false' contradicts onWorkerLoss: rerun, which runs it again: write "
                            + "idempotent: true, or onWorkerLoss: escalate");
        }
        return written != null ? written : isIdempotent(map) ? OnWorkerLoss.RERUN : OnWorkerLoss.ESCALATE;
    }

    public static boolean isIdempotent(MapReader map) {
        Boolean written = map.find(IDEMPOTENT);
        return written == null ? map.find(ON_WORKER_LOSS) == OnWorkerLoss.RERUN || map.get(READ_ONLY) : written;
    }

    public static boolean isReadOnly(MapReader map) {
        boolean readOnly = map.get(READ_ONLY);
        if (readOnly && map.has(UNDONE_BY)) {
            map.error(
                    READ_ONLY,
                    "'" + map.path(READ_ONLY)
                            + ": true' contradicts undoneBy: what changes nothing leaves nothing to undo: "
                            + "remove one of them");
        }
        if (readOnly && Boolean.FALSE.equals(map.find(IDEMPOTENT))) {
            map.error(
                    IDEMPOTENT,
                    "'" + map.path(IDEMPOTENT)
                            + ": false' contradicts readOnly: true: what changes nothing may run twice: "
                            + "remove one of them");
        }
        return readOnly;
    }

    /** Where the parameter is declared. */
    private static Location key(MapReader spec, String parameter) {
        return spec.keyLocation(PARAMETERS, parameter);
    }

    /**
     * Which one of the action types is there, or of the other keys; null when none is. Reports when none or several are.
     *
     * @param others keys that may stand instead
     */
    public static @Nullable String type(MapReader map, List<YamlKey<?>> others) {
        List<YamlKey<?>> keys = new ArrayList<>(others);
        map.extensions().all(ActionType.class).forEach(type -> keys.addAll(type.keys()));
        List<String> names = keys.stream().map(YamlKey::name).toList();
        String given = map.chosen(names, "only one of " + String.join(", ", names));
        boolean later = map.keys().stream().anyMatch(List.of(LATER)::contains);
        if (given == null && !later) {
            map.missing(
                    keys,
                    map.location(),
                    "'" + map.path() + "' does nothing: write one of " + String.join(", ", names));
        }
        return given;
    }

    /**
     * The value under the key of an action type. A stand-in after a problem.
     *
     * @param name of the action type; null: there is none
     */
    public static ActionBody body(MapReader map, @Nullable String name, ActionScope scope) {
        for (ActionType type : map.extensions().all(ActionType.class)) {
            MapReader written = type.name().equals(name) ? map.find(type.key()) : null;
            if (written != null) {
                return type.read(written, scope);
            }
        }
        return NOTHING;
    }

    private static Parameter parameter(MapReader written) {
        Scalar otherwise = written.find(DEFAULT);
        Parameter parameter = new Parameter(
                written.get(TYPE),
                written.find(PATTERN),
                otherwise == null ? null : otherwise.text(),
                written.get(ALLOW_OPTIONS));
        if (otherwise != null) {
            SecretSyntax.refuse(otherwise, written.problems());
            checkValue(otherwise.text(), parameter, otherwise.location(), written.problems());
        }
        return parameter;
    }

    /** A value that stands in the policy itself can be checked now. */
    public static void checkValue(String value, Parameter parameter, Location location, Problems problems) {
        String wrong = wrong(value, parameter);
        if (wrong != null) {
            problems.error(location, "'" + value + "' " + wrong);
        }
    }

    private static @Nullable String wrong(String value, Parameter parameter) {
        boolean typed = switch (parameter.type()) {
            case STRING -> true;
            case INTEGER -> value.matches("-?\\d{1,18}");
            case BOOLEAN -> value.equals("true") || value.equals("false");
        };
        if (!typed) {
            return parameter.type() == ParameterType.INTEGER
                    ? "is no whole number, as the parameter's type asks"
                    : "is neither true nor false, as the parameter's type asks";
        }
        Pattern pattern = parameter.pattern();
        return pattern == null || pattern.matches(value) ? null : "does not match the parameter's pattern " + pattern;
    }

    /** A value that stands in the policy itself must not begin an argument with '-' unless that is allowed. */
    public static void checkOption(
            String value, ActionDefinition action, String parameter, Location location, Problems problems) {
        Parameter declared = action.parameters().get(parameter);
        String reference = "params." + parameter;
        boolean option = action.body().arguments().stream()
                .anyMatch(argument ->
                        reference.equals(argument.option(name -> name.equals(reference) ? value : "", false)));
        if (declared != null && !declared.allowOptions() && option) {
            problems.error(
                    location,
                    "'" + value + "' would be an option, since it begins with '-': write allowOptions: true at the"
                            + " parameter '" + parameter + "' of action '" + action.name() + "', if it may be one");
        }
    }

    private static void warnOfUnused(MapReader spec, ActionDefinition action) {
        List<String> used = action.body().templates().stream()
                .flatMap(template -> template.references().stream())
                .toList();
        MapReader undo = spec.find(UNDONE_BY);
        String undone = undo == null ? "" : undo.get(UNDO_WITH).values().toString();
        for (String name : action.parameters().keySet()) {
            if (!used.contains("params." + name) && !undone.contains("{params." + name + "}")) {
                spec.problems()
                        .warning(
                                key(spec, name),
                                "parameter '" + name + "' is never used: remove it or write {params." + name + "}");
            }
        }
    }
}
