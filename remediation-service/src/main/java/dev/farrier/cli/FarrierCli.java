package dev.farrier.cli;

import dev.farrier.app.Version;
import dev.farrier.cli.deployment.EventsCommand;
import dev.farrier.cli.deployment.ExecutorsCommand;
import dev.farrier.cli.deployment.HaltCommand;
import dev.farrier.cli.deployment.IncidentsCommand;
import dev.farrier.cli.deployment.KafkaDeployments;
import dev.farrier.cli.deployment.KeysCommand;
import dev.farrier.cli.deployment.LocalKey;
import dev.farrier.cli.deployment.TopicsCommand;
import dev.farrier.cli.policy.PolicyCommand;
import dev.farrier.cli.replay.ReplayCommand;
import dev.farrier.cli.serve.ServeCommand;
import dev.farrier.cli.why.WhyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** The command line's root; what others add to it is a subcommand like its own. */
public final class FarrierCli {
    private FarrierCli() {}

    @Command(
            name = "farrier",
            versionProvider = Version.class,
            description = "Keeps a fleet on its feet: recognises known failures, fixes them, verifies the fix.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Examples:",
                "  farrier policy check policies/",
                "  farrier serve --create-topics -b kafka:9092",
                "  farrier incidents list",
                "  farrier incidents show --help"
            })
    private static final class Root {
        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Print the version.")
        private boolean version;
    }

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
                .addSubcommand(new ReplayCommand(deployments))
                .addSubcommand(new WhyCommand(deployments))
                .addSubcommand(IncidentsCommand.commandLine(deployments))
                .addSubcommand(EventsCommand.commandLine(deployments))
                .addSubcommand(new HaltCommand.Halt(deployments))
                .addSubcommand(new HaltCommand.Resume(deployments))
                .addSubcommand(new ExecutorsCommand(deployments))
                .addSubcommand(
                        KeysCommand.commandLine(deployments, connection -> LocalKey.fingerprint(source, connection)))
                .addSubcommand(ConfigCommand.commandLine(source))
                .addSubcommand(new ReferenceCommand())
                .addSubcommand(new VersionCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(help());
        return configured(root);
    }

    /** Makes a command line of another module behave as the rest does; call it after the last subcommand was added. */
    public static CommandLine configured(CommandLine root) {
        Help.complete(root);
        CommandErrors failures = new CommandErrors();
        return root.setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    private static CommandLine help() {
        CommandLine help = new CommandLine(new HelpCommand());
        help.getCommandSpec()
                .usageMessage()
                .header("Show the help of a command, as its --help does.")
                .description("")
                .footer("", "Examples:", "  farrier help serve");
        return help;
    }
}
