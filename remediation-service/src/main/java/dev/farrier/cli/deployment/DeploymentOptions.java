package dev.farrier.cli.deployment;

import dev.farrier.cli.OutputOption;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command that asks a deployment has: which one is meant, and how the answer is printed. */
public final class DeploymentOptions {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Throws when it can't be reached. */
    public DeploymentClient open(DeploymentClients deployments) {
        return deployments.open(connection);
    }

    ConnectionOptions connection() {
        return connection;
    }

    public boolean json() {
        return output.json();
    }

    /** Where the answer goes. */
    public PrintWriter out() {
        return commandLine().getOut();
    }

    /** Where warnings go. */
    PrintWriter err() {
        return commandLine().getErr();
    }

    /** The command that has these options. */
    public CommandLine commandLine() {
        return command.commandLine();
    }
}
