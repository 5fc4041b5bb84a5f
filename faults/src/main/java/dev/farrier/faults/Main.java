package dev.farrier.faults;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code faults/run}. */
public final class Main {
    private Main() {}

    @Command(
            name = "faults/run",
            description = "Real processes that are killed, paused and flooded, and what must hold of it.",
            synopsisSubcommandLabel = "COMMAND",
            mixinStandardHelpOptions = true,
            subcommands = {CrashCommand.class, StormCommand.class, OutageCommand.class})
    private static final class Root {}

    static CommandLine commandLine() {
        CommandLine root = new CommandLine(new Root());
        root.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().mixinStandardHelpOptions(true));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        return root;
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }
}
