package dev.farrier.cli.deployment;

import picocli.CommandLine.Option;

/** Who gives an order, and why; both go into the audit. */
public final class OperatorOptions {
    /** It stands in each decision that waits for the order. */
    private static final int LONGEST_REASON = 1_000;

    @Option(
            names = {"--reason", "--why"},
            paramLabel = "TEXT",
            description = "The reason, for the audit topic: its first 1,000 characters.")
    private String reason = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Your name, for the audit topic. Default: your user name.")
    private String by = System.getProperty("user.name", "unknown");

    public String by() {
        return by;
    }

    public String reason() {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
    }
}
