package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Nearest;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.TopicFollower;
import dev.farrier.view.EventJson;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
            "Print events as they arrive by HTTP, from files and from events send, until interrupted.",
            "Events of a source with a topic of its own are on that topic instead."
        },
        footer = {
            "",
            "Examples:",
            "  farrier events tail --source probes",
            "  farrier events tail --from-beginning -n 10 -o json",
            "  farrier events tail --dead-letters"
        })
final class EventsTailCommand implements Callable<Integer> {
    private static final Duration POLICIES_WITHIN = Duration.ofSeconds(3);

    @Option(names = "--source", paramLabel = "NAME", description = "Only events of this source.")
    private @Nullable String source;

    @Option(names = "--from-beginning", description = "Begin with the oldest event that the topic still has.")
    private boolean fromBeginning;

    @Option(names = "--dead-letters", description = "Print dead letters instead: input that could not be read.")
    private boolean deadLetters;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after this many.")
    private int count = Integer.MAX_VALUE;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() throws InterruptedException {
        LimitedOutput lines = new LimitedOutput(options.out(), count);
        try (DeploymentClient deployment = options.open()) {
            if (source != null) {
                whySilent(deployment, source).ifPresent(this::warn);
            }
            try (TopicFollower follower = follow(deployment.config(), deployment.topics(), lines)) {
                lines.awaitLast();
            }
        }
        return ExitCode.FINE;
    }

    private TopicFollower follow(ClientConfig config, Topics topics, LimitedOutput lines) {
        return deadLetters
                ? TopicFollower.follow(
                        config, topics.deadLetters(), DeadLetter.class, fromBeginning, letter -> print(letter, lines))
                : TopicFollower.follow(
                        config, topics.events(), Event.class, fromBeginning, event -> print(event, lines));
    }

    /** Why no event, or no dead letter, of this source will ever come; empty: one may. */
    private Optional<String> whySilent(DeploymentClient deployment, String name) {
        if (!deployment.feed().awaitFirst(POLICIES_WITHIN)) {
            return Optional.of(
                    "no policies are in force at " + deployment.config().bootstrap() + ", so no source is read");
        }
        SortedMap<String, Source> sources =
                deployment.feed().current().map(Bundle::sources).orElse(new TreeMap<>());
        Source of = sources.get(name);
        if (of == null) {
            return Optional.of("the policies name no source '" + name + "'" + Nearest.hint(name, sources.keySet()));
        }
        return !deadLetters && of.origin() instanceof Source.Origin.TopicOrigin origin
                ? Optional.of("source '" + name + "' reads the topic " + origin.topic()
                        + ": its events stand there, and are not written again")
                : Optional.empty();
    }

    private void warn(String why) {
        PrintWriter err = options.err();
        err.println("farrier: warning: " + why);
        err.flush();
    }

    private void print(Event event, LimitedOutput lines) {
        if (source != null && !source.equals(event.source())) {
            return;
        }
        lines.print(
                options.json()
                        ? JsonObject.line(EventJson.event(event))
                        : Instant.ofEpochMilli(event.time()) + "  " + event.source() + "  " + event.name()
                                + (event.firing() ? "" : " (resolved)") + "  {" + Labels.key(event.labels()) + "}  "
                                + event.message());
    }

    private void print(DeadLetter letter, LimitedOutput lines) {
        if (source != null && !source.equals(letter.source())) {
            return;
        }
        lines.print(
                options.json()
                        ? JsonObject.line(EventJson.deadLetter(letter))
                        : Instant.ofEpochMilli(letter.at()) + "  " + letter.source() + "  " + letter.origin() + "  "
                                + letter.error());
    }

    /** Prints so many lines and no more; called by the follower's thread. */
    private static final class LimitedOutput {
        private final PrintWriter out;
        private final CountDownLatch last = new CountDownLatch(1);
        private int remaining;

        LimitedOutput(PrintWriter out, int remaining) {
            this.out = out;
            this.remaining = remaining;
        }

        void print(String line) {
            if (remaining > 0) {
                remaining--;
                out.println(Texts.plain(line));
                out.flush();
            }
            if (remaining == 0) {
                last.countDown();
            }
        }

        void awaitLast() throws InterruptedException {
            last.await();
        }
    }
}
