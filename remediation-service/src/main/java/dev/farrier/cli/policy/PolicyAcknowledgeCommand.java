package dev.farrier.cli.policy;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.cli.deployment.OperatorOptions;
import dev.farrier.model.OperatorInput;
import dev.farrier.view.JsonObject;
import dev.farrier.view.UnknownName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code farrier policy acknowledge}. */
@Command(
        name = "acknowledge",
        description = {
            "Let a policy act again that has stopped itself, since its runs did not help, or that its storm breaker"
                    + " has stopped. Its runs and its new incidents are counted anew.",
            "'farrier incidents list' says above the table which policies have stopped, and why. What waited for the"
                    + " policy is decided again at once, if the symptom is still there."
        },
        exitCodeList = {
            "0:the decider was told",
            "1:it was, but there is no policy of that name",
            "2:wrong arguments",
            "3:Kafka can't be reached"
        },
        footer = {"", "Examples:", "  farrier policy acknowledge media-bridge-stuck --reason 'unit file mended'"})
public final class PolicyAcknowledgeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The policy's name.")
    private String name = "";

    @Mixin
    private OperatorOptions operator = new OperatorOptions();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        DeploymentOptions.checkFilled(name, "NAME");
        if (operator.reason().isBlank()) {
            throw new CommandException(
                    ExitCode.USAGE, "--reason is missing: say what was wrong and is mended, for the audit");
        }
        try (DeploymentClient deployment = options.open()) {
            deployment.tell(new OperatorInput.Acknowledge(name, operator.by(), operator.reason()));
            options.print(
                    "Acknowledged: if policy " + name + " has stopped itself, it acts again.",
                    new JsonObject().put("policy", name).put("acknowledged", true));
            return options.warnIfUnknown(
                    deployment,
                    "policy " + name,
                    bundle -> UnknownName.of(
                            "policy " + name, name, bundle.policies().keySet()));
        }
    }
}
