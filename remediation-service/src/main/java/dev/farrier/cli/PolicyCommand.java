package dev.farrier.cli;

import picocli.CommandLine.Command;

/** {@code farrier policy}. */
@Command(
        name = "policy",
        description = "Check policies.",
        mixinStandardHelpOptions = true,
        subcommands = PolicyCheckCommand.class)
public final class PolicyCommand {}
