package dev.farrier.cli.policy;

import picocli.CommandLine.Command;

/** {@code farrier policy}. */
@Command(
        name = "policy",
        description =
                "Check, explain, test and compare policies; show and change which are in force, and what they are worth.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  farrier policy check policies/",
            "  farrier policy explain policies/",
            "  farrier policy test policies/",
            "  farrier policy status",
            "  farrier policy effect"
        },
        subcommands = {
            PolicyCheckCommand.class,
            PolicyExplainCommand.class,
            PolicyTestCommand.class,
            PolicyDiffCommand.class,
            PolicyStatusCommand.class,
            PolicyEffectCommand.class,
            PolicyEvidenceCommand.class,
            PolicyFetchCommand.class,
            PolicyPushCommand.class,
            PolicyUseCommand.class,
            PolicyReleaseCommand.class,
            PolicyAcknowledgeCommand.class
        })
public final class PolicyCommand {}
