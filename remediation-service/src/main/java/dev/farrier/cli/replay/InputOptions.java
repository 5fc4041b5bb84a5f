package dev.farrier.cli.replay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is replayed. */
final class InputOptions {
    @Option(names = "--source", required = true, paramLabel = "NAME", description = "The Source that the input is of.")
    private String source = "";

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE|-",
            description = "Recorded input, one record a line; - reads standard input.")
    private String input = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Only events at this time or later, e.g. 2026-01-31, 2026-01-31T08:00, 2026-01-31T08:00:00Z.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", converter = Time.class, description = "Only events before this time.")
    private @Nullable Instant to;

    @Option(
            names = "--sort",
            description =
                    "Put all records in the order of their times first; keeps them all in memory. Else they are put in order"
                            + " within the source's lateness.")
    private boolean sort;

    @Option(
            names = "--now",
            paramLabel = "TIME",
            converter = Time.class,
            description = "What times without a year are judged by. Default: the file's modification time.")
    private @Nullable Instant now;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    String source() {
        return source;
    }

    /** Epoch milliseconds. */
    long from() {
        return from == null ? Long.MIN_VALUE : from.toEpochMilli();
    }

    /** Epoch milliseconds. */
    long to() {
        return to == null ? Long.MAX_VALUE : to.toEpochMilli();
    }

    boolean sort() {
        return sort;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return input;
    }

    InputStream open() throws IOException {
        if (input.equals("-")) {
            return new BufferedInputStream(System.in);
        }
        Path file = Path.of(input);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ParameterException(
                    Objects.requireNonNull(command, "picocli sets it").commandLine(),
                    "--input " + input
                            + (Files.isDirectory(file)
                                    ? " is a directory"
                                    : Files.exists(file) ? " can't be read" : " does not exist"));
        }
        return Files.newInputStream(file);
    }

    /** Epoch milliseconds. */
    long now() throws IOException {
        if (now != null) {
            return now.toEpochMilli();
        }
        return input.equals("-")
                ? System.currentTimeMillis()
                : Files.getLastModifiedTime(Path.of(input)).toMillis();
    }
}
