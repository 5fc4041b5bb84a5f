package dev.farrier.cli.policy;

import dev.farrier.app.config.HttpToken;
import dev.farrier.app.config.Settings;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.OutputOption;
import dev.farrier.model.Texts;
import dev.farrier.policy.Approvers;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "  farrier policy check policies/ --config /etc/farrier/farrier.yaml",
            "  farrier policy check --output json policies/ | jq -r .message",
            "",
            "All PATHs are checked together as one bundle: name every directory that the documents refer to."
        })
public final class PolicyCheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Policy directory, or one document.")
    private List<Path> paths = List.of();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "The configuration of the service: an approval that no owner of a token of its http.tokens can"
                            + " give is an error.")
    private @Nullable Path config;

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CheckedPolicies policies = CheckedPolicies.read(paths, "check", spec.commandLine(), approvers());
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

    /** Null: nobody has said which configuration counts. */
    private @Nullable Approvers approvers() {
        if (config == null) {
            return null;
        }
        SortedMap<String, SortedSet<String>> roles = new TreeMap<>();
        Settings settings = Settings.load(config, System.getenv(), List.of(), line -> {});
        for (HttpToken token : settings.http().tokens()) {
            roles.put(
                    token.name(),
                    token.roles().stream().map(Texts::code).collect(Collectors.toCollection(TreeSet::new)));
        }
        return new Approvers(roles);
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
