package dev.farrier.cli.policy;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.cli.policy.BundleDiff.BundleChange;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.problem.Problem;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code farrier policy diff}. */
@Command(
        name = "diff",
        description = {
            "Compare two sets of policies: print the lines of 'farrier policy explain' that differ.",
            "",
            "A set is a commit of the deployment (a unique prefix is enough) or a policy directory. A is the older set, B the"
                    + " newer one. Without B, the commit in force is the older set and A the newer one."
        },
        exitCodeList = {
            "0:compared, with or without differences",
            "1:there is no such commit, or the policies have errors",
            "2:wrong arguments",
            "3:Kafka can't be reached"
        },
        footer = {
            "",
            "Examples:",
            "  farrier policy diff policies/",
            "  farrier policy diff 3f2a91c 8be0d4e",
            "  farrier policy diff 3f2a91c policies/ -o json"
        })
public final class PolicyDiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "A commit or a policy directory.")
    private String first = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "B", description = "The same, to compare A with.")
    private @Nullable String second;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        String after = second == null ? first : second;
        if (second != null && Files.isDirectory(Path.of(first)) && Files.isDirectory(Path.of(after))) {
            print(BundleDiff.of(directory(first), directory(after)));
            return ExitCode.FINE;
        }
        try (DeploymentClient deployment = options.open()) {
            KnownCommits commits = KnownCommits.of(deployment);
            Bundle before = second == null ? deployment.policies() : bundle(commits, first);
            print(BundleDiff.of(before, bundle(commits, after)));
            return ExitCode.FINE;
        }
    }

    private Bundle bundle(KnownCommits commits, String written) {
        return Files.isDirectory(Path.of(written)) ? directory(written) : commits.bundle(commits.resolve(written));
    }

    private Bundle directory(String written) {
        CheckedPolicies policies = CheckedPolicies.read(List.of(Path.of(written)), written, options.commandLine());
        Bundle bundle = policies.bundle();
        if (bundle == null) {
            throw new CommandException(
                    ExitCode.NOT_FINE,
                    policies.errors().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return bundle;
    }

    private void print(List<BundleChange> differences) {
        PrintWriter out = options.out();
        if (options.json()) {
            differences.forEach(one -> out.println(new JsonObject()
                    .put("kind", one.kind())
                    .put("name", one.name())
                    .put("change", one.change())
                    .put("lines", one.lines().isEmpty() ? null : one.lines())
                    .line()));
        } else if (differences.isEmpty()) {
            out.println("No differences.");
        } else {
            for (BundleChange one : differences) {
                out.println(one.kind() + " " + one.name() + " " + one.change());
                one.lines().forEach(line -> out.println("  " + line));
            }
        }
        out.flush();
    }
}
