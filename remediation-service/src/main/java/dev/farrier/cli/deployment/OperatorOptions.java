package dev.farrier.cli.deployment;

import picocli.CommandLine.Option;

/** Who gives an order, and why; both go into the audit. */
final class OperatorOptions {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; goes into the record.")
    private String reason = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who orders it; goes into the record. Default: your user name.")
    private String by = System.getProperty("user.name", "unknown");

    String by() {
        return by;
    }

    String reason() {
        return reason;
    }
}
