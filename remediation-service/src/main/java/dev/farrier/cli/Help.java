package dev.farrier.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the help of all commands has in common. */
public final class Help {
    private Help() {}

    /** Gives a command and all below it {@code --help}, and the exit codes where it does not tell its own. */
    public static void complete(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.findOption("--help") == null && !spec.helpCommand()) {
            spec.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help.")
                    .build());
        }
        UsageMessageSpec usage = spec.usageMessage();
        usage.exitCodeListHeading("%nExit codes:%n");
        if (usage.exitCodeList().isEmpty()) {
            Map<String, String> codes = new LinkedHashMap<>();
            codes.put(Integer.toString(ExitCode.FINE), "fine");
            codes.put(Integer.toString(ExitCode.NOT_FINE), "the thing asked about is not fine, or not there");
            codes.put(Integer.toString(ExitCode.USAGE), "wrong arguments or configuration");
            codes.put(Integer.toString(ExitCode.UNREACHABLE), "the service or Kafka can't be reached");
            usage.exitCodeList(codes);
        }
        command.getSubcommands().values().forEach(Help::complete);
    }
}
