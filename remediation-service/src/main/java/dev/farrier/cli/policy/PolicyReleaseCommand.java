package dev.farrier.cli.policy;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.view.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farrier policy release}. */
@Command(
        name = "release",
        description = {
            "End the hold of 'farrier policy use': the newest commit without errors comes into force within seconds.",
            "With policies.push: true, the next 'farrier policy push' comes into force instead."
        },
        exitCodeList = {"0:released", "1:no commit is held", "2:wrong arguments", "3:Kafka can't be reached"},
        footer = {"", "Examples:", "  farrier policy release"})
public final class PolicyReleaseCommand implements Callable<Integer> {
    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        try (DeploymentClient deployment = options.open()) {
            boolean released = new BundlePublisher(deployment.config(), deployment.topics()).release();
            options.print(
                    released ? "Released: the newest policies come into force." : "No commit is held.",
                    new JsonObject().put("released", released));
            return released ? ExitCode.FINE : ExitCode.NOT_FINE;
        }
    }
}
