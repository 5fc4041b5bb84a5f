package dev.farrier.policy.yaml.action;

import com.google.re2j.Pattern;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.policy.ActionDefinition;
import dev.farrier.policy.ActionDefinition.ActionBody;
import dev.farrier.policy.ActionDefinition.Parameter;
import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.document.TemplateScope;
import dev.farrier.policy.yaml.tree.Fields;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code kind: Action}. */
public final class ActionReader {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    public static final Duration MAX_TIMEOUT = Duration.ofHours(24);

    private ActionReader() {}

    public static ActionDefinition read(Document document, Catalog catalog) {
        Fields spec = document.spec();
        SortedMap<String, Parameter> parameters = parameters(spec);
        ActionBody body = new BodyReader(catalog, new TemplateScope(parameters.keySet(), null, null, catalog), parameters)
                .read(spec, type(spec, BodyReader.TYPES));
        spec.unsupported("abortable");
        ActionDefinition action = new ActionDefinition(
                document.name(), parameters, body, timeout(spec, DEFAULT_TIMEOUT), onWorkerLoss(spec));
        spec.done();
        unused(spec, action);
        defaults(spec, action);
        return action;
    }

    /** Which one of the keys is there; reports when none or several are. */
    public static String type(Fields fields, List<String> types) {
        fields.unsupported(BodyReader.LATER);
        List<String> given = types.stream().filter(fields::has).toList();
        boolean later = fields.keys().stream().anyMatch(List.of(BodyReader.LATER)::contains);
        if (given.isEmpty() && !later) {
            fields.lacks(
                    types,
                    fields.location(),
                    "'" + fields.path() + "' does nothing: write one of " + String.join(", ", types));
        }
        if (given.size() > 1) {
            fields.problems()
                    .error(
                            fields.keyLocation(given.get(1)),
                            "only one of " + String.join(", ", types) + ": remove " + given.get(1) + " or "
                                    + given.get(0));
        }
        return given.isEmpty() ? "process" : given.get(0);
    }

    public static Duration timeout(Fields fields, Duration otherwise) {
        return fields.positive("timeout", otherwise, MAX_TIMEOUT);
    }

    public static OnWorkerLoss onWorkerLoss(Fields fields) {
        return fields.choice("onWorkerLoss", OnWorkerLoss.class, OnWorkerLoss.ESCALATE);
    }

    private static SortedMap<String, Parameter> parameters(Fields spec) {
        TreeMap<String, Parameter> parameters = new TreeMap<>();
        Fields all = spec.fields("parameters");
        if (all != null) {
            for (String name : all.keys()) {
                Fields fields = all.fields(name);
                if (!NameRule.PARAMETER.allows(name)) {
                    all.problems()
                            .error(
                                    all.keyLocation(name),
                                    "'" + name + "' can't be a name here: use " + NameRule.PARAMETER.rule());
                }
                if (fields != null) {
                    parameters.put(name, parameter(fields));
                    fields.done();
                }
            }
        }
        return Collections.unmodifiableSortedMap(parameters);
    }

    private static Parameter parameter(Fields fields) {
        Parameter.ParameterType type = fields.choice("type", Parameter.ParameterType.class, Parameter.ParameterType.STRING);
        Scalar written = fields.scalar("pattern");
        Pattern pattern = written == null ? null : DocumentTypes.regex(written, fields.problems());
        Scalar defaultValue = fields.scalar("default");
        Parameter parameter = new Parameter(
                type, pattern, defaultValue == null ? null : defaultValue.text(), fields.bool("allowOptions", false));
        if (defaultValue != null) {
            SecretSyntax.refuse(defaultValue, fields.problems());
            checkValue(defaultValue.text(), parameter, defaultValue.location(), fields.problems());
        }
        return parameter;
    }

    /** A value that stands in the policy itself can be checked now. */
    public static void checkValue(String value, Parameter parameter, Location place, Problems problems) {
        String wrong = wrong(value, parameter);
        if (wrong != null) {
            problems.error(place, "'" + value + "' " + wrong);
        }
    }

    private static @Nullable String wrong(String value, Parameter parameter) {
        boolean typed = switch (parameter.type()) {
            case STRING -> true;
            case INTEGER -> value.matches("-?\\d{1,18}");
            case BOOLEAN -> value.equals("true") || value.equals("false");
        };
        if (!typed) {
            return parameter.type() == Parameter.ParameterType.INTEGER
                    ? "is no whole number, as the parameter's type asks"
                    : "is neither true nor false, as the parameter's type asks";
        }
        Pattern pattern = parameter.pattern();
        return pattern == null || pattern.matches(value) ? null : "does not match the parameter's pattern " + pattern;
    }

    /** A value that stands in the policy itself must not begin an argument with '-' unless that is allowed. */
    public static void checkOption(
            String value, ActionDefinition action, String parameter, Location place, Problems problems) {
        Parameter declared = action.parameters().get(parameter);
        if (declared != null && !declared.allowOptions() && BodyReader.makesOption(action.body(), parameter, value)) {
            problems.error(
                    place,
                    "'" + value + "' would be an option, since it begins with '-': write allowOptions: true at the"
                            + " parameter '" + parameter + "' of action '" + action.name() + "', if it may be one");
        }
    }

    private static void defaults(Fields spec, ActionDefinition action) {
        if (spec.get("parameters") instanceof Node.MapNode mapping) {
            action.parameters().forEach((name, parameter) -> {
                Node.MapEntry entry = mapping.entries().get(name);
                if (entry != null && parameter.defaultValue() != null) {
                    checkOption(parameter.defaultValue(), action, name, entry.location(), spec.problems());
                }
            });
        }
    }

    private static void unused(Fields spec, ActionDefinition action) {
        if (!(spec.get("parameters") instanceof Node.MapNode mapping)) {
            return;
        }
        List<String> used = BodyReader.templatesOf(action.body()).stream()
                .flatMap(template -> template.references().stream())
                .toList();
        mapping.entries().forEach((name, entry) -> {
            if (!used.contains("params." + name)) {
                spec.problems()
                        .warning(
                                entry.location(),
                                "parameter '" + name + "' is never used: remove it or write {params." + name + "}");
            }
        });
    }
}
