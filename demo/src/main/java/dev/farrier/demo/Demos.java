package dev.farrier.demo;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import java.io.IOException;

/** Finds the running demo for commands that need one. */
final class Demos {
    private Demos() {}

    /** @throws CommandException when no demo runs */
    static RunningDemo running() {
        try {
            return RunningDemo.find(RunningDemo.folder())
                    .orElseThrow(() -> new CommandException(
                            ExitCode.UNREACHABLE, "no demo runs here; start one in another terminal: ./farrier demo"));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(ExitCode.UNREACHABLE, "can't find the demo: " + e.getMessage(), e);
        }
    }
}
