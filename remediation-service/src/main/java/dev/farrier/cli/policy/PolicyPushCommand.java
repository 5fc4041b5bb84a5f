package dev.farrier.cli.policy;

import dev.farrier.app.policies.PolicyCheck;
import dev.farrier.app.policies.PolicyReports;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.model.BundleInfo;
import dev.farrier.model.BundleRecord;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.text.Phrases;
import dev.farrier.repository.Contents;
import dev.farrier.repository.PolicyDirectory;
import dev.farrier.stream.client.BundleHistory;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.client.BundlePublisher.Publication;
import dev.farrier.view.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code farrier policy push}. */
@Command(
        name = "push",
        description = {
            "Check the policies of a directory, run their tests, and put all of them in force, or none if there are errors.",
            "For a CI pipeline. The process with the role policies must have policies.push: true."
        },
        exitCodeList = {
            "0:the policies are in force",
            "1:errors, failed tests, another commit is held, or the deployment has another source of policies",
            "2:wrong arguments",
            "3:Kafka can't be reached"
        },
        footer = {
            "",
            "Examples:",
            "  farrier policy push policies/",
            "  farrier policy push policies/ --commit \"$(git rev-parse HEAD)\" --author ann"
        })
public final class PolicyPushCommand implements Callable<Integer> {
    private static final Pattern COMMIT = Pattern.compile("[A-Za-z0-9._-]{4,64}");

    @Parameters(paramLabel = "DIR", description = "The policy directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--commit",
            paramLabel = "ID",
            description =
                    "The id that decisions and commands name, such as the Git commit. Default: a digest of the files.")
    private @Nullable String commit;

    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "The author of the change, for 'farrier policy status'. Default: your user name.")
    private String author = System.getProperty("user.name", "unknown");

    @Option(
            names = "--subject",
            paramLabel = "TEXT",
            description = "The change in one line, for 'farrier policy status'.")
    private String subject = "";

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(options.commandLine(), directory + " is not a directory");
        }
        if (commit != null && !COMMIT.matcher(commit).matches()) {
            throw new ParameterException(
                    options.commandLine(), "--commit: 4 to 64 letters, digits, '.', '_' or '-', not '" + commit + "'");
        }
        Contents contents = PolicyDirectory.read(directory);
        PolicyCheck check = PolicyCheck.test(contents, commit == null ? contents.commit() : commit);
        check.problems().forEach(problem -> options.err().println(placed(problem)));
        options.err().flush();
        Bundle bundle = check.bundle();
        if (bundle == null) {
            throw new CommandException(
                    ExitCode.NOT_FINE, Phrases.count(check.errors().size(), "error") + ": nothing was published");
        }
        String id = commit == null ? PolicyDirectory.contentCommit(check.files()) : commit;
        try (DeploymentClient deployment = options.open()) {
            refuseOtherSource(KnownCommits.of(deployment).feed().history());
            BundleInfo info = new BundleInfo(
                    id, "farrier policy push", author, 0, subject, List.of(), System.currentTimeMillis());
            Publication result = publish(deployment, new BundleRecord(id, check.files()), info);
            options.print(
                    text(result, id) + " " + Phrases.count(bundle.policies().size(), "policy") + ", "
                            + Phrases.count(check.tests(), "test") + " passed.",
                    new JsonObject().put("commit", id).code("result", result).put("tests", check.tests()));
            return result == Publication.HELD ? ExitCode.NOT_FINE : ExitCode.FINE;
        }
    }

    private static Publication publish(DeploymentClient deployment, BundleRecord bundle, BundleInfo info) {
        try {
            return new BundlePublisher(deployment.config(), deployment.topics()).publish(bundle, info);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.NOT_FINE, String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(Publication result, String id) {
        String brief = KnownCommits.brief(id);
        return switch (result) {
            case PUBLISHED -> "Commit " + brief + " is in force:";
            case IN_FORCE -> "Commit " + brief + " was in force already:";
            case SAME_POLICIES -> "The commit in force has the same policies and stays in force:";
            case HELD -> "Not published: another commit is held until 'farrier policy release':";
        };
    }

    /** The process that publishes from that source would replace the pushed policies. */
    private static void refuseOtherSource(BundleHistory history) {
        history.report()
                .filter(report -> !report.kind().equals(PolicyReports.PUSH))
                .ifPresent(report -> {
                    throw new CommandException(
                            ExitCode.NOT_FINE,
                            "the policies of this deployment come from " + report.kind() + " " + report.source()
                                    + ": change them there, or set policies.push: true for the process with the role policies");
                });
    }

    private Problem placed(Problem problem) {
        return new Problem(
                directory.resolve(problem.file()).toString(),
                problem.line(),
                problem.column(),
                problem.severity(),
                problem.message());
    }
}
