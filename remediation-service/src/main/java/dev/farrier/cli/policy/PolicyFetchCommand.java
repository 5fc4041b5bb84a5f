package dev.farrier.cli.policy;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.view.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farrier policy fetch}. */
@Command(
        name = "fetch",
        description = "Fetch the policy repository now, without waiting for policies.git.every.",
        exitCodeList = {"0:the fetch is requested", "2:wrong arguments", "3:Kafka can't be reached"},
        footer = {"", "Examples:", "  farrier policy fetch && sleep 5 && farrier policy status"})
public final class PolicyFetchCommand implements Callable<Integer> {
    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        try (DeploymentClient deployment = options.open()) {
            new BundlePublisher(deployment.config(), deployment.topics())
                    .requestFetch(System.getProperty("user.name", "unknown"));
            options.print(
                    "Requested a fetch; 'farrier policy status' shows its result.",
                    new JsonObject().put("asked", true));
            return ExitCode.FINE;
        }
    }
}
