package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Phrases;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.view.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code farrier events send}. */
@Command(
        name = "send",
        description = {
            "Send events as if they had arrived at the receiver of a source. Returns when Kafka has stored them.",
            "The policies in force must have this source, with receiver events or alertmanager."
        },
        footer = {
            "",
            "Examples:",
            "  farrier events send --source probes --name bridge-down \\",
            "      --label host=mb-01 --message 'no answer'",
            "  farrier events send --source probes --file events.json",
            "  my-probe --json | farrier events send --source probes --file -",
            "",
            "A file has one event, a JSON array of events, or one event a line."
        })
final class EventsSendCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.shared();

    @Option(names = "--source", required = true, paramLabel = "NAME", description = "The source of the events.")
    private String source = "";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|-",
            description = "Send the events in this file; - reads standard input.")
    private @Nullable String file;

    @ArgGroup(exclusive = false, heading = "Or one event:%n")
    private @Nullable One one;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    /** The event's fields. */
    private static final class One {
        @Option(names = "--name", paramLabel = "NAME", description = "The event's name.")
        private @Nullable String name;

        @Option(names = "--message", paramLabel = "TEXT", description = "The event's message.")
        private @Nullable String message;

        @Option(names = "--severity", paramLabel = "TEXT", description = "The event's severity.")
        private @Nullable String severity;

        @Option(names = "--kind", paramLabel = "KIND", description = "log, metric or event. Default: event")
        private @Nullable String kind;

        @Option(names = "--value", paramLabel = "NUMBER", description = "The value of a metric sample.")
        private @Nullable Double value;

        @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label; may be repeated.")
        private Map<String, String> labels = new LinkedHashMap<>();

        @Option(
                names = "--time",
                paramLabel = "TIME",
                description = "The event time, such as 2026-01-31T08:00:00Z. Default: now")
        private @Nullable String time;

        @Option(
                names = "--id",
                paramLabel = "ID",
                description = "The event's id: two events with the same id count " + "once.")
        private @Nullable String id;

        byte[] json() {
            return new JsonObject()
                    .text("id", id)
                    .text("time", time)
                    .text("kind", kind)
                    .text("name", name)
                    .text("severity", severity)
                    .text("message", message)
                    .put("value", value)
                    .put("labels", labels)
                    .line()
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    @Override
    public Integer call() {
        List<byte[]> bodies = bodies();
        int sent = 0;
        int dropped = 0;
        try (DeploymentClient deployment = options.open()) {
            Ingest ingest = Ingest.of(receiving(deployment.policies().sources()));
            try (EventProducer events = new EventProducer(deployment.config(), deployment.topics())) {
                for (byte[] body : bodies) {
                    IngestResult read = read(ingest, body, sent);
                    send(events, read.events());
                    sent += read.events().size();
                    dropped += read.leftOut();
                }
            }
        }
        options.print(
                "Sent " + Phrases.count(sent, "event") + (dropped == 0 ? "" : ", " + dropped + " left out on purpose")
                        + ".",
                new JsonObject().put("sent", sent).put("dropped", dropped));
        return ExitCode.FINE;
    }

    private Source receiving(SortedMap<String, Source> sources) {
        Source named = sources.get(source);
        if (named != null && named.origin() instanceof Source.Origin.ReceiverOrigin) {
            return named;
        }
        List<String> receiving = sources.values().stream()
                .filter(each -> each.origin() instanceof Source.Origin.ReceiverOrigin)
                .map(Source::name)
                .toList();
        throw new CommandException(
                ExitCode.USAGE,
                named != null
                        ? "source '" + source + "' has no receiver: it reads a topic or a file, write there"
                        : "there is no source '" + source + "' with a receiver" + Nearest.hint(source, receiving));
    }

    /** Fails when a part of the body can't be read; then nothing of it is sent. */
    private IngestResult read(Ingest ingest, byte[] body, int sentBefore) {
        IngestResult read = ingest.read(body, Arrival.received("cli/" + UUID.randomUUID(), System.currentTimeMillis()));
        if (read.rejected().isEmpty()) {
            return read;
        }
        IngestResult.RejectedPart first = read.rejected().getFirst();
        int more = read.rejected().size() - 1;
        throw new CommandException(
                // What is wrong with an event of the command line is wrong with the command line.
                one == null ? ExitCode.NOT_FINE : ExitCode.USAGE,
                (first.where().isEmpty() ? "" : first.where() + ": ")
                        + first.what()
                        + (more == 0 ? "" : " (and " + more + " more)")
                        + (sentBefore == 0 ? "" : "; " + sentBefore + " events were sent before"));
    }

    private static void send(EventProducer producer, List<Event> events) {
        try {
            producer.send(events, List.of()).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private List<byte[]> bodies() {
        if (file != null && one != null) {
            throw new CommandException(ExitCode.USAGE, "--file and the options for one event exclude each other");
        }
        if (one != null) {
            return List.of(one.json());
        }
        if (file == null) {
            throw new CommandException(
                    ExitCode.USAGE, "nothing to send: give an event by --name, --label …, or events by --file");
        }
        List<byte[]> bodies = split(read(file));
        if (bodies.isEmpty()) {
            throw new CommandException(ExitCode.NOT_FINE, named(file) + " is empty");
        }
        return bodies;
    }

    /** One body a line when the first line is JSON by itself, else one body; none for a blank file. */
    static List<byte[]> split(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() < 2 || !isJson(lines.getFirst())) {
            return text.isBlank() ? List.of() : List.of(content);
        }
        return lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static boolean isJson(String line) {
        try {
            return MAPPER.readTree(line).isContainer();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static byte[] read(String file) {
        try {
            byte[] content = file.equals("-") ? limited(System.in) : limited(Path.of(file));
            if (content.length > MAX_BYTES) {
                throw new CommandException(
                        ExitCode.NOT_FINE, named(file) + " has more than " + MAX_BYTES + " bytes: send it in parts");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.USAGE, "there is no file " + file, e);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    named(file) + " can't be read"
                            + (Files.isDirectory(Path.of(file)) ? ": it is a directory" : ": " + e.getMessage()),
                    e);
        }
    }

    private static String named(String file) {
        return file.equals("-") ? "standard input" : file;
    }

    private static byte[] limited(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return limited(in);
        }
    }

    private static byte[] limited(InputStream in) throws IOException {
        return in.readNBytes(MAX_BYTES + 1);
    }
}
