package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.action.ActionDefinition.Parameter;
import dev.farrier.policy.action.ActionDefinition.Undo;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.yaml.action.ActionReader;
import dev.farrier.policy.yaml.action.SecretSyntax;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.TemplateScope;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code action} and {@code with} of a step, and checks that they fit each other. */
final class CallReader {
    private final Catalog catalog;
    private final @Nullable Set<String> groupBy;
    private final Problems problems;

    /** @param groupBy null: that of any policy */
    CallReader(Catalog catalog, @Nullable Set<String> groupBy, Problems problems) {
        this.catalog = catalog;
        this.groupBy = groupBy;
        this.problems = problems;
    }

    Task.ActionCall read(
            MapReader step,
            YamlKey<String> actionKey,
            YamlKey<SequencedMap<String, Scalar>> withKey,
            TemplateScope scope) {
        Scalar name = step.find(actionKey) == null ? null : step.scalar(actionKey);
        TreeMap<String, Template> with = new TreeMap<>();
        Map<String, Scalar> written = step.get(withKey);
        Map<String, String> literal = new HashMap<>();
        written.forEach((parameter, value) -> {
            int errors = problems.errors();
            Template template =
                    SecretSyntax.refuse(value, problems) ? Template.parse("") : scope.template(value, problems);
            with.put(parameter, template);
            if (template.references().isEmpty() && problems.errors() == errors) {
                literal.put(parameter, template.render(reference -> null));
            }
        });
        if (name == null) {
            return new Task.ActionCall("", with);
        }
        step.checkKnown(name, "unknown action", catalog.actionNames());
        ActionDefinition action = catalog.actions().get(name.text());
        if (action != null) {
            written.forEach(
                    (parameter, value) -> argument(action, parameter, value.location(), literal.get(parameter)));
            missing(action, written.keySet(), name.location());
            group(action, name.location());
            Undo undo = action.undoneBy();
            ActionDefinition undoing = undo == null ? null : catalog.actions().get(undo.action());
            if (undo != null && undoing != null) {
                group(action.name(), List.copyOf(undo.with().values()), name.location());
                group(undoing, name.location());
            }
        }
        return new Task.ActionCall(name.text(), Collections.unmodifiableSortedMap(with));
    }

    /** @param literal the value if it needs no reference, and so can be checked now */
    private void argument(ActionDefinition action, String parameter, Location place, @Nullable String literal) {
        Parameter declared = action.parameters().get(parameter);
        if (declared == null) {
            problems.error(
                    place,
                    "action '" + action.name() + "' has no parameter '" + parameter + "'"
                            + Nearest.hint(parameter, action.parameters().keySet()));
        } else if (literal != null) {
            ActionReader.checkValue(literal, declared, place, problems);
            ActionReader.checkOption(literal, action, parameter, place, problems);
        }
    }

    private void missing(ActionDefinition action, Set<String> written, Location place) {
        Set<String> missing = new TreeSet<>();
        action.parameters().forEach((parameter, declared) -> {
            if (declared.defaultValue() == null && !written.contains(parameter)) {
                missing.add(parameter);
            }
        });
        if (!missing.isEmpty()) {
            problems.error(
                    place,
                    "action '" + action.name() + "' needs " + String.join(", ", missing) + ": write with: {"
                            + missing.iterator().next() + ": …}");
        }
    }

    private void group(ActionDefinition action, Location place) {
        group(action.name(), action.body().templates(), place);
    }

    private void group(String action, List<Template> templates, Location place) {
        if (groupBy == null) {
            return;
        }
        for (Template template : templates) {
            for (String reference : template.references()) {
                if (reference.startsWith("group.") && !groupBy.contains(reference.substring("group.".length()))) {
                    problems.error(
                            place,
                            "action '" + action + "' uses {" + reference + "}: add '"
                                    + reference.substring("group.".length()) + "' to groupBy");
                }
            }
        }
    }
}
