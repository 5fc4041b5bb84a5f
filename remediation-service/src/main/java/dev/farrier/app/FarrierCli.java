package dev.farrier.app;

import dev.farrier.cli.CompletionCommand;
import dev.farrier.cli.PolicyCommand;
import dev.farrier.cli.ReplayCommand;
import dev.farrier.cli.deployment.EventsCommand;
import dev.farrier.cli.deployment.HaltCommand;
import dev.farrier.cli.deployment.IncidentsCommand;
import dev.farrier.cli.deployment.TopicsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command line's root; what others add to it is a subcommand like its own. */
public final class FarrierCli {
    private FarrierCli() {}

    @Command(
            name = "farrier",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Keeps a fleet on its feet: recognises known failures, fixes them, verifies the fix.",
            synopsisSubcommandLabel = "COMMAND",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:fine",
                "1:the thing asked about is not fine",
                "2:wrong usage or configuration",
                "3:the service or Kafka can't be reached"
            })
    private static final class Root {}

    /** All commands; exit codes are mapped, and colours are used only on a terminal. */
    public static CommandLine commandLine() {
        return commandLine(ConfigurationSource.ofThisProcess());
    }

    static CommandLine commandLine(ConfigurationSource source) {
        KafkaDeployments deployments = new KafkaDeployments(source);
        CommandLine root = new CommandLine(new Root())
                .addSubcommand(new ServeCommand(source))
                .addSubcommand(TopicsCommand.commandLine(deployments))
                .addSubcommand(new PolicyCommand())
                .addSubcommand(new ReplayCommand())
                .addSubcommand(IncidentsCommand.commandLine(deployments))
                .addSubcommand(EventsCommand.commandLine(deployments))
                .addSubcommand(new HaltCommand.Halt(deployments))
                .addSubcommand(new HaltCommand.Resume(deployments))
                .addSubcommand(ConfigCommand.commandLine(source))
                .addSubcommand(new ReferenceCommand())
                .addSubcommand(new VersionCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new HelpCommand());
        return configured(root);
    }

    /** Makes a command line of another module behave as the rest does; call it after the last subcommand was added. */
    public static CommandLine configured(CommandLine root) {
        addHelp(root);
        Failures failures = new Failures();
        return root.setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    private static void addHelp(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.findOption("--help") == null && !spec.helpCommand()) {
            spec.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help.")
                    .build());
        }
        command.getSubcommands().values().forEach(FarrierCli::addHelp);
    }
}
