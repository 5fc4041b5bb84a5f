package dev.farrier.demo;

import dev.farrier.app.FarrierCli;

/** The launcher's main class. */
public final class DemoMain {
    private DemoMain() {}

    public static void main(String[] args) {
        System.exit(FarrierCli.configured(FarrierCli.commandLine()).execute(args));
    }
}
