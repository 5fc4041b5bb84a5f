package dev.farrier.cli;

import dev.farrier.app.Version;
import dev.farrier.cli.deployment.BreakersCommand;
import dev.farrier.cli.deployment.BudgetsCommand;
import dev.farrier.cli.deployment.EventsCommand;
import dev.farrier.cli.deployment.ExecutorsCommand;
import dev.farrier.cli.deployment.HaltCommand;
import dev.farrier.cli.deployment.IncidentsCommand;
import dev.farrier.cli.deployment.KeysCommand;
import dev.farrier.cli.deployment.MaintenanceCommand;
import dev.farrier.cli.deployment.ReportCommand;
import dev.farrier.cli.deployment.ResumeCommand;
import dev.farrier.cli.deployment.SilenceCommand;
import dev.farrier.cli.deployment.TopicsCommand;
import dev.farrier.cli.doctor.DoctorCommand;
import dev.farrier.cli.policy.PolicyCommand;
import dev.farrier.cli.replay.ReplayCommand;
import dev.farrier.cli.serve.ServeCommand;
import dev.farrier.cli.why.WhyCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;

/** The command line's root: all commands; exit codes are mapped, and colours are used only on a terminal. */
@Command(
        name = "farrier",
        versionProvider = Version.class,
        description = "Remediates a fleet: detects known failures, fixes them, verifies the fix.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  farrier policy check policies/",
            "  farrier serve --create-topics -b kafka:9092",
            "  farrier incidents list",
            "  farrier incidents show --help"
        },
        subcommands = {
            ServeCommand.class,
            TopicsCommand.class,
            PolicyCommand.class,
            ReplayCommand.class,
            WhyCommand.class,
            IncidentsCommand.class,
            EventsCommand.class,
            HaltCommand.class,
            ResumeCommand.class,
            ExecutorsCommand.class,
            BudgetsCommand.class,
            BreakersCommand.class,
            SilenceCommand.class,
            MaintenanceCommand.class,
            ReportCommand.class,
            KeysCommand.class,
            DoctorCommand.class,
            ConfigCommand.class,
            ReferenceCommand.class,
            VersionCommand.class,
            CompletionCommand.class
        })
public final class FarrierCli {
    private final ConfigurationSource configuration;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    private FarrierCli(ConfigurationSource configuration) {
        this.configuration = configuration;
    }

    public static CommandLine commandLine() {
        return commandLine(ConfigurationSource.ofThisProcess());
    }

    static CommandLine commandLine(ConfigurationSource configuration) {
        CommandLine root = new CommandLine(new FarrierCli(configuration));
        CommandLine help = new CommandLine(new HelpCommand());
        help.getCommandSpec()
                .usageMessage()
                .header("Show the help of a command, as its --help does.")
                .description("")
                .footer("", "Examples:", "  farrier help serve");
        return configured(root.addSubcommand(help));
    }

    /** Where a command of this command line finds its configuration. */
    public static ConfigurationSource configuration(CommandSpec command) {
        return ((FarrierCli) command.root().userObject()).configuration;
    }

    /** Makes the commands that another module has added behave as the rest do; call it after the last was added. */
    public static CommandLine configured(CommandLine root) {
        completeHelp(root);
        CommandErrors errors = new CommandErrors();
        return root.setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    /** Gives a command and all below it {@code --help}, and exit codes to those that declare none. */
    private static void completeHelp(CommandLine command) {
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
        command.getSubcommands().values().forEach(FarrierCli::completeHelp);
    }
}
