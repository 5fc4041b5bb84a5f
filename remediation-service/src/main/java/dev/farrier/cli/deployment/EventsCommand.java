package dev.farrier.cli.deployment;

import picocli.CommandLine.Command;

/** {@code farrier events}. */
@Command(
        name = "events",
        description = "Send events, or print events as they arrive.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  farrier events send --source probes --name bridge-down --label host=mb-01",
            "  farrier events tail --source probes"
        },
        subcommands = {EventsSendCommand.class, EventsTailCommand.class})
public final class EventsCommand {}
