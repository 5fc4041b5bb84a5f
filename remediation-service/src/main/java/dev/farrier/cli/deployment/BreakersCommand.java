package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.model.OperatorInput;
import dev.farrier.view.JsonObject;
import dev.farrier.view.UnknownName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code farrier breakers}. */
@Command(
        name = "breakers",
        description = "Let Farrier act again where a storm breaker has stopped it.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  farrier breakers acknowledge fleet --reason 'switch replaced'"},
        subcommands = BreakersCommand.BreakersAcknowledgeCommand.class)
public final class BreakersCommand {
    @Command(
            name = "acknowledge",
            description = {
                "Let what a StormBreaker has stopped start again, at all sites. New incidents are counted anew.",
                "'farrier incidents list' says above the table which storm breakers have tripped, and why. What waited"
                        + " for the breaker is decided again at once, if the symptom is still there. The storm breaker of"
                        + " one policy (guards.storm) is acknowledged by 'farrier policy acknowledge'."
            },
            exitCodeList = {
                "0:the decider was told",
                "1:it was, but there is no StormBreaker of that name",
                "2:wrong arguments",
                "3:Kafka can't be reached"
            },
            footer = {"", "Examples:", "  farrier breakers acknowledge fleet --reason 'switch replaced'"})
    static final class BreakersAcknowledgeCommand implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "The name of the StormBreaker.")
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
                        ExitCode.USAGE, "--reason is missing: say what the cause was, for the audit");
            }
            try (DeploymentClient deployment = options.open()) {
                deployment.tell(new OperatorInput.AcknowledgeStorm(name, operator.by(), operator.reason()));
                options.print(
                        "Acknowledged: if storm breaker " + name + " has tripped, Farrier acts again.",
                        new JsonObject().put("breaker", name).put("acknowledged", true));
                return options.warnIfUnknown(
                        deployment,
                        "StormBreaker " + name,
                        bundle -> UnknownName.of(
                                "StormBreaker " + name,
                                name,
                                bundle.stormBreakers().keySet()));
            }
        }
    }
}
