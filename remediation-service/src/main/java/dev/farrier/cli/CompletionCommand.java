package dev.farrier.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier completion bash}. */
@Command(
        name = "completion",
        description = "Print a shell completion script for commands and options.",
        footer = {"", "Examples:", "  source <(farrier completion bash)"})
public final class CompletionCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SHELL", description = "bash, or zsh (after autoload -U +X bashcompinit && bashcompinit)")
    private Shell shell = Shell.bash;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private enum Shell {
        bash,
        zsh
    }

    @Override
    public Integer call() {
        CommandSpec root = spec.root();
        spec.commandLine().getOut().print(AutoComplete.bash(root.name(), root.commandLine()));
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
