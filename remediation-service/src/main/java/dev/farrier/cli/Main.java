package dev.farrier.cli;

/** The main class of a distribution: all commands but the demo. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(FarrierCli.commandLine(args).execute(args));
    }
}
