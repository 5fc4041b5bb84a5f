package dev.farrier.stream.topology;

import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.Effect;
import dev.farrier.match.MatchListener;
import dev.farrier.model.Command;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SignedCommand;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.Usability;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.ReportedSite;
import dev.farrier.stream.Topics;
import dev.farrier.stream.core.CommandSigner;
import dev.farrier.stream.core.CoreApp;
import dev.farrier.stream.core.TestCore;
import dev.farrier.stream.ingest.IngestApp;
import dev.farrier.stream.runtime.StreamsSettings;
import dev.farrier.stream.serde.RecordCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** Ingest and core on a real broker, under policies given as text; the test plays sources, workers and people. */
public final class Brain implements AutoCloseable {
    static final String SITE = "site-1";

    final Topics topics;
    final Bundle bundle;
    private final ClientConfig client;
    private final Path stateDir;
    private final KafkaProducer<byte[], byte[]> producer;
    private final CompiledPolicies policies;
    final List<Effect> effects = new CopyOnWriteArrayList<>();
    /** As if the policies of every commit were still on their way. */
    volatile boolean policiesLost;
    /** As if this were a core that can't use them. */
    volatile boolean policiesRefused;

    /** Of the next core that is started. */
    CommandSigner signer = TestCore.UNSIGNED;

    final ReportedSite site;
    private IngestApp ingest;
    private CoreApp core;

    Brain(ClientConfig client, Topics topics, Path stateDir, String yaml) {
        this.client = client;
        this.topics = topics;
        this.stateDir = stateDir;
        bundle = compile(yaml);
        policies = new CompiledPolicies(new AtHand(), MatchListener.NONE);
        policies.activate(bundle);
        producer = new KafkaProducer<>(
                client.with("test", Map.of(), Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
        tell(new OperatorInput.BundleActivated(bundle.commit()));
        tell(new OperatorInput.SiteSeen(SITE));
        site = new ReportedSite(client, topics, SITE);
        ingest = newIngest();
        core = newCore();
        awaitReady();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::isInForce);
    }

    private boolean isInForce() {
        return effects.stream()
                .anyMatch(effect -> effect instanceof Effect.PublishAudit audited
                        && audited.audit().detail().equals("policies of " + bundle.commit() + " in force"));
    }

    private final class AtHand implements Bundles {
        @Override
        public Bundle bundle(String commit) {
            if (policiesLost || policiesRefused || !commit.equals(bundle.commit())) {
                throw new UnknownCommitException(commit);
            }
            return bundle;
        }

        @Override
        public Usability usability(String commit) {
            return policiesLost
                    ? new Usability(Usability.Availability.UNDECIDED, "on their way")
                    : policiesRefused
                            ? new Usability(Usability.Availability.REFUSED, "a key of a later version")
                            : Bundles.super.usability(commit);
        }
    }

    public static Bundle compile(String yaml) {
        CompileResult compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("test.yaml", yaml)), "c1");
        if (compiled.bundle() == null) {
            throw new AssertionError(compiled.problems());
        }
        return compiled.bundle();
    }

    private StreamsSettings settings() {
        return new StreamsSettings(client, topics, stateDir, 1, -1, "");
    }

    private IngestApp newIngest() {
        IngestApp app = new IngestApp(settings(), policies, StageListener.NONE, new SimpleMeterRegistry());
        app.follow();
        return app;
    }

    private CoreApp newCore() {
        return anotherCore(stateDir, signer);
    }

    /** One more core of this deployment, as another process would have it. */
    CoreApp anotherCore(Path itsStateDir, CommandSigner itsSigner) {
        return new CoreApp(
                new StreamsSettings(client, topics, itsStateDir, 1, -1, ""),
                policies,
                DeciderSettings.DEFAULT,
                List.of(),
                itsSigner,
                new StageListener() {
                    @Override
                    public void effect(Effect effect) {
                        effects.add(effect);
                    }
                },
                new SimpleMeterRegistry());
    }

    boolean isReady() {
        return core.ready() && ingest.ready();
    }

    String coreState() {
        return core.state();
    }

    void awaitReady() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::isReady);
    }

    /** Ends both and starts them again, from what is on Kafka and in the state folder. */
    void restart() {
        stop();
        start();
    }

    void stop() {
        ingest.close();
        core.close();
    }

    void start() {
        ingest = newIngest();
        core = newCore();
        awaitReady();
    }

    void tell(OperatorInput input) {
        send(topics.operatorInputs(), "", RecordCodec.of(OperatorInput.class).encode(input));
    }

    void send(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
        producer.flush();
    }

    void line(String topic, String line) {
        send(topic, "", line.getBytes(StandardCharsets.UTF_8));
    }

    void say(Command command, OutcomeKind kind) {
        Outcome outcome = new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                command.worker().toString(),
                kind,
                System.currentTimeMillis(),
                0,
                "",
                "");
        send(
                topics.outcomes(command.site()),
                command.id(),
                RecordCodec.of(Outcome.class).encode(outcome));
    }

    List<Command> commands() {
        return read(topics.commands(SITE), SignedCommand.class).stream()
                .map(signed -> RecordCodec.of(Command.class).decode(signed.command()))
                .toList();
    }

    /** The first that this target was sent. */
    Command commandFor(String target) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() ->
                        commands().stream().anyMatch(command -> command.target().equals(target)));
        return commands().stream()
                .filter(command -> command.target().equals(target))
                .findFirst()
                .orElseThrow();
    }

    /** Waits for the nth command ever sent, counted from 1. */
    Command command(int number) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> commands().size() >= number);
        return commands().stream()
                .sorted(java.util.Comparator.comparingLong(Command::issuedAt))
                .toList()
                .get(number - 1);
    }

    <T> List<T> read(String topic, Class<T> type) {
        return TopicReading.read(client, topic, type);
    }

    /** Everything committed on the topic up to now. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return TopicReading.records(client, topic);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        site.close();
        producer.close();
    }
}
