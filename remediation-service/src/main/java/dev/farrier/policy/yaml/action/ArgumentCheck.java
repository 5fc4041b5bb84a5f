package dev.farrier.policy.yaml.action;

import dev.farrier.policy.action.ActionDefinition.Parameter;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.ArgumentCharacters;
import dev.farrier.policy.text.Programs;
import dev.farrier.policy.text.Programs.CommandLine;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.yaml.document.TemplateScope;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Checks that no value of an event can become code in a command line. */
final class ArgumentCheck {
    private final SortedMap<String, Parameter> parameters;
    private final Problems problems;

    ArgumentCheck(SortedMap<String, Parameter> parameters, Problems problems) {
        this.parameters = parameters;
        this.problems = problems;
    }

    void check(List<Scalar> written, List<Template> argv) {
        CommandLine line = Programs.commandLine(argv);
        int at = line.notLiteral();
        if (at >= 0) {
            argv.get(at)
                    .references()
                    .forEach(reference -> problems.error(
                            TemplateScope.locate(written.get(at), reference),
                            "{" + reference + "} can't decide which program is run: write out everything up to the"
                                    + " program's name" + (at == 0 ? "" : ", or its script's")));
        }
        if (line.reader() != null) {
            for (int i = 0; i < argv.size(); i++) {
                for (String reference : argv.get(i).references()) {
                    harmless(TemplateScope.locate(written.get(i), reference), reference, line.reader());
                }
            }
        }
    }

    private void harmless(Location place, String reference, String reader) {
        String code = "'" + reader + "' may read its arguments as code, ";
        if (!reference.startsWith("params.")) {
            problems.error(
                    place,
                    code + "so {" + reference
                            + "} can't stand here: give it by 'with' to an Action whose parameter has a"
                            + " pattern such as '" + ArgumentCharacters.SAFE + "', and write {params.NAME}");
            return;
        }
        String name = reference.substring("params.".length());
        Parameter parameter = parameters.get(name);
        if (parameter == null || parameter.type() != Parameter.ParameterType.STRING) {
            return; // reported already; or digits, true, false
        }
        String problem = problem(parameter);
        if (problem != null) {
            problems.error(
                    place,
                    code + "and parameter '" + name + "' " + problem + ": write pattern: '" + ArgumentCharacters.SAFE
                            + "', or one that admits less");
        }
    }

    private static @Nullable String problem(Parameter parameter) {
        if (parameter.pattern() == null) {
            return "has no pattern";
        }
        String problem = ArgumentCharacters.problem(parameter.pattern().pattern());
        return problem == null ? null : "has the pattern " + parameter.pattern() + " (" + problem + ")";
    }
}
