package dev.farrier.cli.policy;

import dev.farrier.cli.OutputOption;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.explain.Explanation;
import dev.farrier.policy.text.Nearest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code farrier policy explain}: what policies will do, in plain words. */
@Command(
        name = "explain",
        description = "Say in plain words what policies will do, with everything that they leave to defaults.",
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
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
        CompiledPolicies policies = CompiledPolicies.read(paths, "explain", command.commandLine());
        Bundle bundle = policies.bundle();
        if (bundle == null) {
            PrintWriter err = command.commandLine().getErr();
            policies.errors().forEach(err::println);
            err.flush();
            return 1;
        }
        explain(bundle, command);
        return 0;
    }

    private void explain(Bundle bundle, CommandSpec command) {
        for (String name : names) {
            if (!bundle.policies().containsKey(name)) {
                throw new ParameterException(
                        command.commandLine(),
                        "there is no policy '" + name + "'"
                                + Nearest.hint(name, bundle.policies().keySet()));
            }
        }
        PrintWriter out = command.commandLine().getOut();
        boolean first = true;
        for (Policy policy : bundle.policies().values()) {
            if (!names.isEmpty() && !names.contains(policy.name())) {
                continue;
            }
            List<String> lines = Explanation.of(bundle, policy);
            if (output.json()) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("policy", policy.name());
                fields.put("explanation", lines);
                out.println(JsonMapper.shared().writeValueAsString(fields));
            } else {
                out.print(first ? "" : System.lineSeparator());
                lines.forEach(out::println);
            }
            first = false;
        }
        out.flush();
    }
}
