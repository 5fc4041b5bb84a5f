package dev.farrier.cli.policy;

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
        subcommands = {PolicyCheckCommand.class, PolicyExplainCommand.class, PolicyTestCommand.class})
public final class PolicyCommand {}
