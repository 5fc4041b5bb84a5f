package dev.farrier.demo;

import dev.farrier.cli.FarrierCli;
import picocli.CommandLine;

/** The launcher's main class: Farrier's command line with {@code demo} added. */
public final class DemoMain {
    private DemoMain() {}

    public static void main(String[] args) {
        boolean demo = args.length > 0 && args[0].equals("demo");
        boolean onAnother = args.length > 1 && (args[1].equals("inject") || args[1].equals("repair"));
        if (demo && !onAnother) {
            DemoLog.toFile();
        }
        System.exit(commandLine(args).execute(args));
    }

    static CommandLine commandLine(String... args) {
        return FarrierCli.configured(FarrierCli.commandLine(args).addSubcommand(new DemoCommand()));
    }
}
