package dev.farrier.cli.policy;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.OutputOption;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.explain.Explanation;
import dev.farrier.policy.text.Nearest;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier policy explain}: what policies will do, in plain words. */
@Command(
        name = "explain",
        description = "Explain in plain English what policies will do, defaults included.",
        exitCodeList = {"0:fine", "1:errors in the policies", "2:wrong arguments"},
        footer = {
            "",
            "Examples:",
            "  farrier policy explain policies/",
            "  farrier policy explain policies/ --policy bridge-stuck-sessions"
        })
public final class PolicyExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Policy directory, or one document.")
    private List<Path> paths = List.of();

    @Option(names = "--policy", paramLabel = "NAME", description = "Only this policy; may be given several times.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CheckedPolicies policies = CheckedPolicies.read(paths, "explain", spec.commandLine());
        Bundle bundle = policies.bundle();
        if (bundle == null) {
            PrintWriter err = spec.commandLine().getErr();
            policies.errors().forEach(err::println);
            err.flush();
            return ExitCode.NOT_FINE;
        }
        explain(bundle);
        return ExitCode.FINE;
    }

    private void explain(Bundle bundle) {
        for (String name : names) {
            if (!bundle.policies().containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no policy '" + name + "'"
                                + Nearest.hint(name, bundle.policies().keySet()));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        boolean first = true;
        for (Policy policy : bundle.policies().values()) {
            if (!names.isEmpty() && !names.contains(policy.name())) {
                continue;
            }
            List<String> lines = Explanation.of(bundle, policy);
            if (output.json()) {
                out.println(new JsonObject()
                        .put("policy", policy.name())
                        .put("explanation", lines)
                        .line());
            } else {
                out.print(first ? "" : System.lineSeparator());
                lines.forEach(out::println);
            }
            first = false;
        }
        out.flush();
    }
}
