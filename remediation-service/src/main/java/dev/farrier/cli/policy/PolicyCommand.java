package dev.farrier.cli.policy;

import dev.farrier.policytest.Stages;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code farrier policy}. */
@Command(
        name = "policy",
        description = "Check, explain and test policies.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  farrier policy check policies/",
            "  farrier policy explain policies/",
            "  farrier policy test policies/"
        },
        subcommands = {PolicyCheckCommand.class, PolicyExplainCommand.class})
public final class PolicyCommand {
    /** @param stages where policy tests are played */
    public static CommandLine commandLine(Stages stages) {
        return new CommandLine(new PolicyCommand()).addSubcommand(new PolicyTestCommand(stages));
    }
}
