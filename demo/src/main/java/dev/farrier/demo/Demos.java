package dev.farrier.demo;

import dev.farrier.cli.CommandFailed;
import dev.farrier.cli.ExitCode;
import java.io.IOException;

/** For commands that need a demo that runs. */
final class Demos {
    private Demos() {}

    /** @throws CommandFailed when there is none */
    static RunningDemo running() {
        try {
            return RunningDemo.find(RunningDemo.folder())
                    .orElseThrow(() -> new CommandFailed(
                            ExitCode.UNREACHABLE, "no demo runs here; start one in another terminal: ./farrier demo"));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.UNREACHABLE, "can't find the demo: " + e.getMessage(), e);
        }
    }
}
