package dev.farrier.cli;

import picocli.CommandLine.Option;

/** The option {@code --output} of every command that prints data. */
public final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json; json is one object a line. Default: ${DEFAULT-VALUE}.")
    private OutputFormat format = OutputFormat.text;

    @SuppressWarnings("checkstyle")
    private enum OutputFormat {
        text,
        json
    }

    public boolean json() {
        return format == OutputFormat.json;
    }
}
