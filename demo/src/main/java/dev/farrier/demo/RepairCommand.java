package dev.farrier.demo;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.demo.fleet.FaultInjector;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier demo repair}. */
@Command(
        name = "repair",
        description = "Repair a server completely and start it, as the person who was called would.",
        exitCodeList = {"0:it runs", "1:it could not be repaired", "2:wrong arguments", "3:no demo runs"},
        footer = {"", "Examples:", "  farrier demo repair mb-04"})
final class RepairCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BRIDGE", description = "The server.")
    @SuppressWarnings("NullAway.Init")
    private String bridge;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            new FaultInjector(Demos.running().home()).repair(bridge);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(ExitCode.NOT_FINE, "could not repair " + bridge + ": " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(bridge + " is repaired and runs");
        out.flush();
        return ExitCode.FINE;
    }
}
