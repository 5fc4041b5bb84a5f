package dev.farrier.cli;

import dev.farrier.app.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier config}. */
@Command(
        name = "config",
        description = "Check a configuration.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  farrier config check farrier.yaml"},
        subcommands = ConfigCommand.ConfigCheckCommand.class)
final class ConfigCommand {

    @Command(
            name = "check",
            description = "Report every error of a configuration, without starting anything.",
            footer = {"", "Examples:", "  farrier config check", "  farrier config check /etc/farrier/farrier.yaml"})
    static final class ConfigCheckCommand implements Callable<Integer> {
        @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same as --config FILE.")
        private @Nullable Path file;

        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description =
                        "Configuration file. Default: FARRIER_CONFIG, else farrier.yaml in the working " + "directory.")
        private @Nullable Path config;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one key; may be repeated.")
        private List<String> set = new ArrayList<>();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            if (file != null && config != null) {
                throw new CommandException(ExitCode.USAGE, "give one file, as --config FILE or without the option");
            }
            Settings settings = FarrierCli.configuration(spec).ofService(file == null ? config : file, set, true);
            settings.warnings().forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
            spec.commandLine()
                    .getOut()
                    .println("fine: roles "
                            + String.join(
                                    ", ",
                                    settings.roles().stream()
                                            .map(role -> role.text())
                                            .toList()) + "; Kafka at " + settings.bootstrapServers());
            return ExitCode.FINE;
        }
    }
}
