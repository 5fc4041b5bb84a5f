package dev.farrier.cli;

/** The program of the production image: all commands but the demo. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(FarrierCli.commandLine().execute(args));
    }
}
