package dev.farrier.cli;

import picocli.CommandLine.Command;

/** {@code farrier policy}. */
@Command(
        name = "policy",
        description = "Check policies.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  farrier policy check policies/"},
        subcommands = PolicyCheckCommand.class)
public final class PolicyCommand {}
