package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farrier events send}. */
@Command(
        name = "send",
        description = {
            "Send events as if they had come in through a source's receiver. Returns when they are stored.",
            "The source must be in the policies in force and have a receiver (events or alertmanager)."
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

    private final DeploymentClients deployments;

    @Option(names = "--source", required = true, paramLabel = "NAME", description = "The source they are of.")
    private String source = "";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|-",
            description = "Send what stands in this file; - reads standard input.")
    private @Nullable String file;

    @ArgGroup(exclusive = false, heading = "Or one event:%n")
    private @Nullable One one;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    EventsSendCommand(DeploymentClients deployments) {
        this.deployments = deployments;
    }

    /** The event's fields. */
    static final class One {
        @Option(names = "--name", paramLabel = "NAME", description = "What happened.")
        private @Nullable String name;

        @Option(names = "--message", paramLabel = "TEXT", description = "Free text.")
        private @Nullable String message;

        @Option(names = "--severity", paramLabel = "TEXT", description = "How bad it is.")
        private @Nullable String severity;

        @Option(names = "--kind", paramLabel = "KIND", description = "log, metric or event. Default: event")
        private @Nullable String kind;

        @Option(names = "--value", paramLabel = "NUMBER", description = "A metric sample's value.")
        private @Nullable Double value;

        @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label; may be repeated.")
        private Map<String, String> labels = new LinkedHashMap<>();

        @Option(
                names = "--time",
                paramLabel = "TIME",
                description = "When it happened, as 2026-01-31T08:00:00Z. Default: now")
        private @Nullable String time;

        @Option(names = "--id", paramLabel = "ID", description = "Its own id: two events with the same id count once.")
        private @Nullable String id;

        byte[] json() {
            return new Json()
                    .put("id", id)
                    .put("time", time)
                    .put("kind", kind)
                    .put("name", name)
                    .put("severity", severity)
                    .put("message", message)
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
        try (DeploymentClient deployment = options.open(deployments)) {
            for (byte[] body : bodies) {
                DeploymentClient.Sent result = send(deployment, body, sent);
                sent += result.events();
                dropped += result.dropped();
            }
        }
        String left = dropped == 0 ? "" : ", " + dropped + " left out on purpose";
        options.out()
                .println(
                        options.json()
                                ? new Json()
                                        .put("sent", sent)
                                        .put("dropped", dropped)
                                        .line()
                                : "Sent " + sent + (sent == 1 ? " event" : " events") + left + ".");
        return ExitCode.FINE;
    }

    private DeploymentClient.Sent send(DeploymentClient deployment, byte[] body, int before) {
        try {
            return deployment.send(source, body);
        } catch (CommandException e) {
            // an event that stands on the command line is a matter of how that was written
            int code = one != null && e.exitCode() == ExitCode.NOT_FINE ? ExitCode.USAGE : e.exitCode();
            String sent = before == 0 ? "" : "; " + before + " events were sent before";
            throw new CommandException(code, e.getMessage() + sent, e);
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
        List<byte[]> bodies = Bodies.split(read(file));
        if (bodies.isEmpty()) {
            throw new CommandException(ExitCode.NOT_FINE, told(file) + " is empty");
        }
        return bodies;
    }

    private static byte[] read(String file) {
        try {
            byte[] content = file.equals("-") ? limited(System.in) : limited(Path.of(file));
            if (content.length > MAX_BYTES) {
                throw new CommandException(
                        ExitCode.NOT_FINE, told(file) + " has more than " + MAX_BYTES + " bytes: send it in parts");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.USAGE, "there is no file " + file, e);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    told(file) + " can't be read"
                            + (Files.isDirectory(Path.of(file)) ? ": it is a directory" : ": " + e.getMessage()),
                    e);
        }
    }

    private static String told(String file) {
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
