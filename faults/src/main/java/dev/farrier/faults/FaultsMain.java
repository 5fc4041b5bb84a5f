package dev.farrier.faults;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code faults/run}. */
public final class FaultsMain {
    /** What was to be tried did not even start. */
    private static final int COULD_NOT_RUN = 3;

    private FaultsMain() {}

    @Command(
            name = "faults/run",
            description = "Kills, pauses and floods real processes, and checks what they did.",
            synopsisSubcommandLabel = "COMMAND",
            mixinStandardHelpOptions = true,
            subcommands = {
                CrashCommand.class,
                StormCommand.class,
                OutageCommand.class,
                UpgradeCommand.class,
                RecordCommand.class,
                TakeoverCommand.class,
                WireCommand.class,
                ClockCommand.class
            })
    private static final class Root {}

    static CommandLine commandLine() {
        CommandLine root = new CommandLine(new Root());
        root.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().mixinStandardHelpOptions(true));
        root.setExecutionExceptionHandler((e, line, result) -> {
            if (e instanceof IllegalStateException || e instanceof IOException) {
                line.getErr().println("faults/run: " + e.getMessage());
                return COULD_NOT_RUN;
            }
            throw e;
        });
        root.setCaseInsensitiveEnumValuesAllowed(true);
        return root;
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }
}
