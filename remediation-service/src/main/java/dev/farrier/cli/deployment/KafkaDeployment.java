package dev.farrier.cli.deployment;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.app.service.Compilation;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.why.LiveWhy;
import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Source;
import dev.farrier.policy.text.Nearest;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.AuditReader;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.stream.client.ExecutorReader;
import dev.farrier.stream.client.IncidentReader;
import dev.farrier.stream.client.OperatorProducer;
import dev.farrier.stream.client.PolicyFeed;
import dev.farrier.stream.client.TopicFollower;
import dev.farrier.view.Executors;
import dev.farrier.why.WhyAnswer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A deployment through its topics. Connections are opened when they are needed. */
final class KafkaDeployment implements DeploymentClient {
    private static final Duration POLICIES_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_FOR_POLICIES = Duration.ofSeconds(3);

    private final ClientConfig config;
    private final Topics topics;
    private @Nullable OperatorProducer operators;
    private @Nullable EventProducer events;
    private @Nullable PolicyFeed feed;

    KafkaDeployment(Settings settings) {
        this.config = Wiring.clientConfig(settings);
        this.topics = Wiring.topics(settings);
    }

    @Override
    public SortedSet<String> halt(boolean calls, String by, String why) {
        return operators().halt(calls, by, why);
    }

    @Override
    public SortedSet<String> resume(String by, String why) {
        return operators().resume(by, why);
    }

    @Override
    public void rotateKey(String fingerprint, String by, String why) {
        operators().send(new OperatorInput.KeyRotated(fingerprint, by, why));
    }

    @Override
    public List<Executors.ExecutorStatus> executors() {
        long now = InstantSource.system().millis();
        return Executors.of(new ExecutorReader(config, topics).latestReports(now), incidents(), now);
    }

    @Override
    public List<Incident> incidents() {
        return IncidentReader.readOnce(config, topics);
    }

    @Override
    public List<AuditRecord> audit(Incident incident) {
        return new AuditReader(config, topics).of(incident.id(), incident.openedAt());
    }

    @Override
    public WhyAnswer why(String policy, String target, long at) throws InterruptedException {
        return new LiveWhy(policies(), config, topics).answer(policy, target, at);
    }

    @Override
    public void cancel(Incident incident, String by, String why, Afterwards afterwards) {
        operators().cancel(incident, by, why, afterwards);
    }

    @Override
    public Sent send(String source, byte[] body) {
        Ingest ingest = Ingest.of(receiving(source));
        IngestResult read = ingest.read(
                body,
                Arrival.received(
                        "cli/" + UUID.randomUUID(), InstantSource.system().millis()));
        if (!read.rejected().isEmpty()) {
            IngestResult.RejectedPart first = read.rejected().get(0);
            int more = read.rejected().size() - 1;
            throw new CommandException(
                    ExitCode.NOT_FINE,
                    (first.where().isEmpty() ? "" : first.where() + ": ")
                            + first.what()
                            + (more == 0 ? "" : " (and " + more + " more)"));
        }
        try {
            events().send(read.events()).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        return new Sent(read.events().size(), read.dropped());
    }

    private Source receiving(String name) {
        TreeMap<String, Source> receiving = new TreeMap<>();
        policies().sources().forEach((each, source) -> {
            if (source.origin() instanceof Source.Origin.Receiver) {
                receiving.put(each, source);
            }
        });
        Source source = receiving.get(name);
        if (source != null) {
            return source;
        }
        String what = policies().sources().containsKey(name)
                ? "source '" + name + "' has no receiver: it reads a topic or a file, write there"
                : "there is no source '" + name + "' with a receiver" + Nearest.hint(name, receiving.keySet());
        throw new CommandException(ExitCode.USAGE, what);
    }

    @Override
    public Optional<String> whySilent(String name, boolean deadLetters) {
        if (!feed().awaitFirst(LOOK_FOR_POLICIES)) {
            return Optional.of("no policies are in force at " + config.bootstrap() + ", so no source is read");
        }
        SortedMap<String, Source> sources =
                feed().current().map(Bundle::sources).orElse(new TreeMap<>());
        Source source = sources.get(name);
        if (source == null) {
            return Optional.of("the policies name no source '" + name + "'" + Nearest.hint(name, sources.keySet()));
        }
        return !deadLetters && source.origin() instanceof Source.Origin.Topic origin
                ? Optional.of("source '" + name + "' reads the topic " + origin.topic()
                        + ": its events stand there, and are not written again")
                : Optional.empty();
    }

    private PolicyFeed feed() {
        PolicyFeed open = feed == null ? new PolicyFeed(config, topics, Compilation::compile) : feed;
        feed = open;
        return open;
    }

    private Bundle policies() {
        PolicyFeed policies = feed();
        boolean there = policies.awaitFirst(POLICIES_WITHIN);
        return policies.current()
                .filter(bundle -> there)
                .orElseThrow(() -> new CommandException(
                        ExitCode.UNREACHABLE,
                        "no policies are in force at " + config.bootstrap() + ": "
                                + policies.problem().orElse("none were published to " + topics.bundles())));
    }

    @Override
    public Tail events(boolean fromBeginning, Consumer<Event> each) {
        return TopicFollower.follow(config, topics.events(), Event.class, fromBeginning, each)::close;
    }

    @Override
    public Tail deadLetters(boolean fromBeginning, Consumer<DeadLetter> each) {
        return TopicFollower.follow(config, topics.deadLetters(), DeadLetter.class, fromBeginning, each)::close;
    }

    private OperatorProducer operators() {
        OperatorProducer made =
                operators == null ? new OperatorProducer(config, topics, InstantSource.system()) : operators;
        operators = made;
        return made;
    }

    private EventProducer events() {
        EventProducer made = events == null ? new EventProducer(config, topics) : events;
        events = made;
        return made;
    }

    @Override
    public void close() {
        if (operators != null) {
            operators.close();
        }
        if (events != null) {
            events.close();
        }
        if (feed != null) {
            feed.close();
        }
    }
}
