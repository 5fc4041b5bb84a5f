package dev.farrier.cli;

import dev.farrier.app.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code farrier version}. */
@Command(
        name = "version",
        description = "Print the version of Farrier and of Java.",
        footer = {"", "Examples:", "  farrier version"})
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        for (String line : new Version().getVersion()) {
            spec.commandLine().getOut().println(line);
        }
        return ExitCode.FINE;
    }
}
