package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Json;
import dev.farrier.cli.Table;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.view.EventJson;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farrier events tail}. */
@Command(
        name = "tail",
        description = {
            "Print events as they come in by HTTP, from files and from events send, until interrupted.",
            "Events of sources that have a topic of their own stand on that topic."
        },
        footer = {
            "",
            "Examples:",
            "  farrier events tail --source probes",
            "  farrier events tail --from-beginning -n 10 -o json",
            "  farrier events tail --dead-letters"
        })
final class EventsTailCommand implements Callable<Integer> {
    private final DeploymentClients deployments;

    @Option(names = "--source", paramLabel = "NAME", description = "Only of this source.")
    private @Nullable String source;

    @Option(names = "--from-beginning", description = "First all that are still kept.")
    private boolean fromBeginning;

    @Option(names = "--dead-letters", description = "What could not be read, instead.")
    private boolean deadLetters;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after so many.")
    private int count = Integer.MAX_VALUE;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    EventsTailCommand(DeploymentClients deployments) {
        this.deployments = deployments;
    }

    @Override
    public Integer call() throws InterruptedException {
        Lines lines = new Lines(options.out(), count);
        try (DeploymentClient deployment = options.open(deployments)) {
            if (source != null) {
                deployment.whySilent(source, deadLetters).ifPresent(this::warn);
            }
            try (DeploymentClient.Tail tail = deadLetters
                    ? deployment.deadLetters(fromBeginning, letter -> print(letter, lines))
                    : deployment.events(fromBeginning, event -> print(event, lines))) {
                lines.awaitLast();
            }
        }
        return ExitCode.FINE;
    }

    private void warn(String why) {
        PrintWriter err = options.err();
        err.println("farrier: warning: " + why);
        err.flush();
    }

    private void print(Event event, Lines lines) {
        if (source != null && !source.equals(event.source())) {
            return;
        }
        lines.print(
                options.json()
                        ? Json.line(EventJson.event(event))
                        : Instant.ofEpochMilli(event.time()) + "  " + event.source() + "  " + event.name()
                                + (event.firing() ? "" : " (resolved)") + "  {" + Labels.key(event.labels()) + "}  "
                                + event.message());
    }

    private void print(DeadLetter letter, Lines lines) {
        if (source != null && !source.equals(letter.source())) {
            return;
        }
        lines.print(
                options.json()
                        ? Json.line(EventJson.deadLetter(letter))
                        : Instant.ofEpochMilli(letter.at()) + "  " + letter.source() + "  " + letter.origin() + "  "
                                + letter.error());
    }

    /** Prints so many lines and no more; called by the tail's thread. */
    private static final class Lines {
        private final PrintWriter out;
        private final CountDownLatch last = new CountDownLatch(1);
        private int left;

        Lines(PrintWriter out, int left) {
            this.out = out;
            this.left = left;
        }

        void print(String line) {
            if (left > 0) {
                left--;
                out.println(Table.plain(line));
                out.flush();
            }
            if (left == 0) {
                last.countDown();
            }
        }

        void awaitLast() throws InterruptedException {
            last.await();
        }
    }
}
