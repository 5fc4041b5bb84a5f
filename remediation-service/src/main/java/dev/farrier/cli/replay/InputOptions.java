package dev.farrier.cli.replay;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.cli.ProgressLine;
import dev.farrier.cli.deployment.ConnectionOptions;
import dev.farrier.policy.source.Source;
import dev.farrier.replay.topic.RecordedTopic;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.KafkaRecording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what is replayed. */
final class InputOptions {
    /** How long after its time an event is looked for on a topic. */
    private static final long LATER = Duration.ofDays(1).toMillis();

    @Option(names = "--source", required = true, paramLabel = "NAME", description = "The Source of the input.")
    private String source = "";

    @Option(
            names = "--input",
            paramLabel = "FILE|-",
            description =
                    "Recorded input, one record a line; - reads standard input. Default: the source's topic in Kafka.")
    private @Nullable String input;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description =
                    "The Kafka topic to read instead of a file. Default: the source's own; for receivers and files the "
                            + "topic events. Records appended before --from, or more than a day after --to, are not read.")
    private @Nullable String topic;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only events at this time or later, e.g. 2026-01-31, 2026-01-31T08:00, 2026-01-31T08:00:00Z.")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only events before this time.")
    private @Nullable Instant to;

    @Option(
            names = "--sort",
            description = "Sort all records by event time first, in memory. Without it, records are sorted within the "
                    + "source's lateness.")
    private boolean sort;

    @Option(
            names = "--now",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "Times without a year are at most one day after this time. Default: the file's modification time, "
                            + "or the time at which a record was appended to its topic.")
    private @Nullable Instant now;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

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
        return input != null ? input : "topic " + (topic == null ? "of " + source : topic);
    }

    /** Throws for options that exclude each other, and for a file that does not exist. */
    void check() {
        if (input != null && topic != null) {
            throw wrong("--input and --topic can't be given together: leave out one");
        }
        if (input == null && now != null) {
            throw wrong("--now is for --input: records of a topic have a time of their own");
        }
        if (input == null || input.equals("-")) {
            return;
        }
        Path file = Path.of(input);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw wrong("--input " + input
                    + (Files.isDirectory(file)
                            ? " is a directory"
                            : Files.exists(file) ? " can't be read" : " does not exist"));
        }
    }

    /**
     * Only after {@link #check}.
     *
     * @param err where progress is shown when it is a terminal
     */
    ReplayInput open(Source of, ConnectionOptions connection, PrintWriter err) throws IOException {
        if (input != null) {
            return new ReplayInput.FileInput(input, judgedBy(input), ProgressLine.on(err, "read", "MiB"));
        }
        Settings settings = connection.reachable(command);
        Topics topics = Wiring.topics(settings);
        ClientConfig config = Wiring.clientConfig(settings);
        RecordedTopic recorded =
                topic == null ? KafkaRecording.of(config, topics, of) : new KafkaRecording(config, topics, topic);
        long before = to() == Long.MAX_VALUE ? Long.MAX_VALUE : to() + LATER;
        return new ReplayInput.TopicInput(
                recorded, recorded.spans(from(), before), ProgressLine.on(err, "read", "records")::show);
    }

    private long judgedBy(String file) throws IOException {
        if (now != null) {
            return now.toEpochMilli();
        }
        return file.equals("-")
                ? System.currentTimeMillis()
                : Files.getLastModifiedTime(Path.of(file)).toMillis();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
