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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
        })
public final class FarrierCli {
    /** In the order of the help. */
    private static final List<Entry> COMMANDS = List.of(
            new Entry("serve", ServeCommand::new),
            new Entry("topics", TopicsCommand::new),
            new Entry("policy", PolicyCommand::new),
            new Entry("replay", ReplayCommand::new),
            new Entry("why", WhyCommand::new),
            new Entry("incidents", IncidentsCommand::new),
            new Entry("events", EventsCommand::new),
            new Entry("halt", HaltCommand::new),
            new Entry("resume", ResumeCommand::new),
            new Entry("executors", ExecutorsCommand::new),
            new Entry("budgets", BudgetsCommand::new),
            new Entry("breakers", BreakersCommand::new),
            new Entry("silence", SilenceCommand::new),
            new Entry("maintenance", MaintenanceCommand::new),
            new Entry("report", ReportCommand::new),
            new Entry("keys", KeysCommand::new),
            new Entry("doctor", DoctorCommand::new),
            new Entry("config", ConfigCommand::new),
            new Entry("reference", ReferenceCommand::new),
            new Entry("version", VersionCommand::new),
            new Entry("completion", CompletionCommand::new));

    /** Reads or shows the commands themselves. */
    private static final Set<String> OF_ALL = Set.of("help", "completion");

    /** A command is made only when it is asked for: making all takes longer than most commands run. */
    private record Entry(String name, Supplier<Object> command) {}

    private final ConfigurationSource configuration;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    private FarrierCli(ConfigurationSource configuration) {
        this.configuration = configuration;
    }

    /**
     * @param args the words that it will read: when the first one names a command, the others are left out
     */
    public static CommandLine commandLine(String... args) {
        return commandLine(ConfigurationSource.ofThisProcess(), args);
    }

    static CommandLine commandLine(ConfigurationSource configuration, String... args) {
        CommandLine root = new CommandLine(new FarrierCli(configuration));
        String first = args.length == 0 ? "" : args[0];
        boolean one = !OF_ALL.contains(first)
                && COMMANDS.stream().anyMatch(entry -> entry.name().equals(first));
        for (Entry entry : COMMANDS) {
            if (!one || entry.name().equals(first)) {
                root.addSubcommand(entry.name(), entry.command().get());
            }
        }
        if (one) {
            return configured(root);
        }
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
