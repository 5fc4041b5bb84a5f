package dev.farrier.cli.deployment;

import dev.farrier.app.config.Settings;
import dev.farrier.cli.OutputOption;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The options of every command that talks to a deployment: which one, and how to print the answer. */
public final class DeploymentOptions {
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

    /** The command that has these options. */
    public CommandLine commandLine() {
        return command.commandLine();
    }
}
