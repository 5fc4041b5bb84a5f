package dev.farrier.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;

/**
 * Runs the commands that people wait for, and prints nothing: the JVM keeps the classes that they need in a cache, from which the
 * next commands start faster (JEP 514). The launcher runs it once after a build.
 */
public final class TrainingRun {
    private TrainingRun() {}

    /** @param args a directory of policies */
    public static void main(String[] args) {
        String policies = args[0];
        List.of(
                        List.of("--help"),
                        List.of("policy", "--help"),
                        List.of("policy", "check", policies),
                        List.of("policy", "explain", policies),
                        List.of("policy", "test", policies, "--run", "a-decoder-*"),
                        List.of("no-such-command"))
                .forEach(TrainingRun::run);
    }

    private static void run(List<String> command) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        String[] args = command.toArray(String[]::new);
        int ignored =
                FarrierCli.commandLine(args).setOut(nowhere).setErr(nowhere).execute(args);
    }
}
