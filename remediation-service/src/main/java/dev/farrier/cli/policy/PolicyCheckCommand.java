package dev.farrier.cli.policy;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.OutputOption;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier policy check}: all problems of all documents, by the service's own compiler. */
@Command(
        name = "check",
        description = "Report every error and warning of policies, as the service would when it loads them.",
        exitCodeList = {"0:no errors", "1:errors", "2:wrong arguments"},
        footer = {
            "",
            "Examples:",
            "  farrier policy check policies/",
            "  farrier policy check policies/ site-a/inventory.yaml",
            "  farrier policy check --output json policies/ | jq -r .message",
            "",
            "All PATHs are checked together as one bundle: name every directory that the documents refer to."
        })
public final class PolicyCheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Policy directory, or one document.")
    private List<Path> paths = List.of();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CheckedPolicies policies = CheckedPolicies.read(paths, "check", spec.commandLine());
        for (Path path : paths) {
            if (!Files.isDirectory(path) && !Catalog.isDocument(path.toString())) {
                throw new ParameterException(
                        spec.commandLine(), path + " is neither a directory nor a *.yaml or *.yml file");
            }
        }
        if (policies.documents() == 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no *.yaml or *.yml file there: "
                            + paths.stream().map(Path::toString).collect(Collectors.joining(" ")));
        }
        PrintWriter out = spec.commandLine().getOut();
        policies.problems().forEach(problem -> out.println(output.json() ? json(problem) : problem.toString()));
        out.flush();
        int errors = policies.errors().size();
        PrintWriter err = spec.commandLine().getErr();
        err.println(Phrases.count(policies.documents(), "file") + ", " + Phrases.count(errors, "error") + ", "
                + Phrases.count(policies.problems().size() - errors, "warning"));
        err.flush();
        return errors == 0 ? ExitCode.FINE : ExitCode.NOT_FINE;
    }

    private static String json(Problem problem) {
        return new JsonObject()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("severity", problem.severity().text())
                .put("message", problem.message())
                .line();
    }
}
