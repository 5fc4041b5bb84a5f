package dev.farrier.cli.policy;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.cli.deployment.OperatorOptions;
import dev.farrier.model.BundleHold;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.view.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code farrier policy use}. */
@Command(
        name = "use",
        description = {
            "Put an earlier commit in force at once, and keep it in force until 'farrier policy release'.",
            "Farrier checks newer commits but does not put them in force meanwhile. Open incidents keep their own commit."
        },
        exitCodeList = {
            "0:the commit is in force",
            "1:there is no such commit",
            "2:wrong arguments",
            "3:Kafka can't be reached"
        },
        footer = {"", "Examples:", "  farrier policy use 3f2a91c --reason 'the new drain policy is too eager'"})
public final class PolicyUseCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "COMMIT",
            description = "A commit that 'farrier policy status' lists; a unique prefix is enough.")
    private String commit = "";

    @Mixin
    private OperatorOptions operator = new OperatorOptions();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        try (DeploymentClient deployment = options.open()) {
            String id = KnownCommits.of(deployment).resolve(commit);
            new BundlePublisher(deployment.config(), deployment.topics())
                    .hold(new BundleHold(id, operator.by(), operator.reason(), System.currentTimeMillis()));
            options.print(
                    "Commit " + KnownCommits.brief(id)
                            + " is in force, and stays in force until 'farrier policy release'.",
                    new JsonObject().put("commit", id).put("held", true));
            return ExitCode.FINE;
        }
    }
}
