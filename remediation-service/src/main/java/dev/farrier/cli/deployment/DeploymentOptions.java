package dev.farrier.cli.deployment;

import dev.farrier.app.config.Settings;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.OutputOption;
import dev.farrier.policy.Bundle;
import dev.farrier.view.JsonObject;
import dev.farrier.view.UnknownName;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The options of every command that talks to a deployment: which one, and how to print the answer. */
public final class DeploymentOptions {
    private static final Duration POLICIES_WITHIN = Duration.ofSeconds(10);

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Throws when its Kafka can't be reached. */
    public DeploymentClient open() {
        return new DeploymentClient(connection.reachable(command));
    }

    /** Needs no Kafka. */
    Settings settings() {
        return connection.settings(command);
    }

    public boolean json() {
        return output.json();
    }

    /** Prints the answer as one line of text, or as JSON. */
    public void print(String text, JsonObject json) {
        out().println(json() ? json.line() : text);
    }

    /** Where the answer goes. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Where warnings go. */
    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Throws where a script has left a name empty. */
    public static void checkFilled(String name, String what) {
        if (name.isBlank()) {
            throw new CommandException(ExitCode.USAGE, what + " is empty: write a name");
        }
    }

    /**
     * Warns when the policies in force do not have what an order names, and says so when they can't be read. An order is obeyed
     * first: a wrong name is no reason to do nothing.
     *
     * @param what with its name, such as {@code policy stuck}
     * @param unknown as {@link UnknownName} says it; empty: they have it
     * @return the command's exit code
     */
    public int warnIfUnknown(DeploymentClient deployment, String what, Function<Bundle, Optional<String>> unknown) {
        Optional<Bundle> bundle = deployment.feed().awaitFirst(POLICIES_WITHIN)
                ? deployment.feed().current()
                : Optional.empty();
        if (bundle.isEmpty()) {
            err().println("note: no policies in force can be read, so nobody has checked that there is a " + what);
            return ExitCode.FINE;
        }
        Optional<String> problem = unknown.apply(bundle.get());
        problem.ifPresent(text -> err().println("warning: there is " + text));
        return problem.isEmpty() ? ExitCode.FINE : ExitCode.NOT_FINE;
    }

    /** The command that has these options. */
    public CommandLine commandLine() {
        return command.commandLine();
    }
}
