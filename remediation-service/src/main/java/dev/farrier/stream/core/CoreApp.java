package dev.farrier.stream.core;

import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Incident;
import dev.farrier.model.Signal;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.AppliedLog;
import dev.farrier.stream.runtime.StreamsRunner;
import dev.farrier.stream.runtime.StreamsSettings;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.stream.topology.StageListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** {@code farrier-core}: detect, intake and decide. */
public final class CoreApp implements AutoCloseable {
    /**
     * Offsets of a partition from which the state of its detectors is made again: a few seconds on the thread that may also have
     * the decider, and hours of what is matched there, more than the four after which Alertmanager repeats what fires.
     */
    private static final long MOST_SIGNALS = 500_000;

    private final StreamsRunner streams;

    /**
     * @param callSites sites that may call a person, in order of preference; empty: all
     * @throws IllegalStateException when topics are missing, or the decider's log has several partitions
     */
    public CoreApp(
            StreamsSettings settings,
            ActivePolicies policies,
            DeciderSettings decider,
            List<String> callSites,
            CommandSigner signer,
            StageListener listener,
            MeterRegistry registry) {
        Topics topics = settings.topics();
        String application = topics.coreApplication();
        AppliedLog<DeciderInput> applied = new AppliedLog<>(
                settings.client(),
                application,
                topics.deciderLog(),
                DeciderInput.class,
                "The decider's state is gone: its changelog was deleted or emptied",
                Long.MAX_VALUE);
        AppliedLog<Signal> appliedSignals = new AppliedLog<>(
                settings.client(),
                application,
                topics.signals(),
                Signal.class,
                "Detectors have no state of this partition: its changelog was deleted or emptied, or it never had any",
                MOST_SIGNALS);
        DetectRebuild detectors = new DetectRebuild(appliedSignals::replay, policies);
        DecideProcessor.DecideContext decide = new DecideProcessor.DecideContext(
                policies,
                topics,
                decider,
                callSites,
                signer,
                listener,
                new StateRebuild((from, to) -> applied.replay(0, from, to), policies, decider));
        streams = new StreamsRunner(
                application,
                topics.prefix(),
                Set.of(topics.signals(), topics.operatorInputs(), topics.deciderLog()),
                () -> CoreTopology.build(
                        topics,
                        new DetectProcessor.DetectContext(policies, signalPartitions(settings), listener, detectors),
                        decide,
                        listener::unreadable),
                settings.of(application),
                registry,
                listener::restarting);
    }

    /** Makes the codecs, which takes a second in a new JVM; to be called before, on another thread, where time matters. */
    public static void preload() {
        List.of(StateRecord.class, DeciderInput.class, Signal.class, Command.class, Incident.class, AuditRecord.class)
                .forEach(RecordCodec::of);
    }

    private static int signalPartitions(StreamsSettings settings) {
        Topics topics = settings.topics();
        Map<String, Object> config = settings.client().with(topics.coreApplication() + "-check", Map.of(), Map.of());
        try (Admin admin = Admin.create(config)) {
            Map<String, TopicDescription> found = admin.describeTopics(List.of(topics.signals(), topics.deciderLog()))
                    .allTopicNames()
                    .get();
            int logs = partitions(found, topics.deciderLog());
            if (logs != 1) {
                throw new IllegalStateException("topic " + topics.deciderLog() + " has " + logs
                        + " partitions and must have one: every limit is exact only because one log orders everything");
            }
            return partitions(found, topics.signals());
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot describe the topics " + topics.signals() + " and " + topics.deciderLog() + " ("
                            + e.getCause() + "); 'farrier topics create' makes them",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while describing the topics", e);
        }
    }

    private static int partitions(Map<String, TopicDescription> found, String topic) {
        return Objects.requireNonNull(found.get(topic), topic).partitions().size();
    }

    /** Kafka's name of the state, e.g. {@code RUNNING}. */
    public String state() {
        return streams.state();
    }

    public boolean ready() {
        return streams.ready();
    }

    /** How long it has not run because of a failure; zero when it runs. */
    public Duration failing() {
        return streams.failing();
    }

    @Override
    public void close() {
        streams.close();
    }
}
