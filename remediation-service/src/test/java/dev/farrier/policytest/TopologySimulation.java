package dev.farrier.policytest;

import dev.farrier.match.MatchListener;
import dev.farrier.model.Command;
import dev.farrier.model.Event;
import dev.farrier.model.Incident;
import dev.farrier.model.Marker;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.Signal;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.test.PolicyTest;
import dev.farrier.policy.yaml.test.PolicyTest.AssumedOutcome;
import dev.farrier.policy.yaml.test.PolicyTest.ScriptStep;
import dev.farrier.policy.yaml.test.TestEvent;
import dev.farrier.simulation.AssumedDeployment;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.Transcript;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.stream.Topics;
import dev.farrier.stream.core.TestCore;
import dev.farrier.stream.ingest.TestIngest;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.topology.CompiledPolicies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Ingest and core as they are in the service, each in a test driver, with what stands between and around them: signals are
 * carried over, each command is claimed and ended at once as the test assumes, and every second of scripted time each
 * source that is not silent is heard and read up to that second.
 */
final class TopologySimulation implements AutoCloseable {
    private static final long SECOND = 1_000;
    private static final String WORKER = "test";

    private final Topics topics = Topics.withDefaultPrefix();
    private final Bundle bundle;
    private final ScriptedSources script;
    private final Path folder;
    private final CompiledPolicies policies;
    private final TopologyTestDriver ingest;
    private final TopologyTestDriver core;
    private final List<TranscriptLine> lines = new ArrayList<>();
    private final EffectCollector collector = new EffectCollector(new Transcript(lines::add));
    private final Map<String, AssumedOutcome> outcomes = new HashMap<>();
    private final AssumedDeployment deployment;
    private final Set<String> silent = new HashSet<>();
    private final OpenQuestions questions = new OpenQuestions();
    /** By topic, one a site. */
    private final Map<String, TestOutputTopic<byte[], byte[]>> commands = new TreeMap<>();

    private long now;
    /** The last second that was reported as read. */
    private long readUpTo;

    TopologySimulation(Bundle given, long start) {
        this.bundle = SimulationPlan.ofTest(given).bundle();
        this.script = new ScriptedSources(bundle);
        this.now = start;
        this.readUpTo = start;
        this.policies = new CompiledPolicies(commit -> bundle, MatchListener.NONE);
        policies.activate(bundle);
        try {
            folder = Files.createTempDirectory("farrier-policy-test");
        } catch (IOException e) {
            throw new UncheckedIOException("a policy test needs a folder for temporary files", e);
        }
        ingest = driver(TestIngest.topology(topics, policies, collector), "ingest");
        core = driver(TestCore.topology(topics, policies, collector), "core");
        // It has begun, and ticked, when the test does.
        core.advanceWallClockTime(Duration.ofMillis(SECOND));
        operator(new OperatorInput.BundleActivated(bundle.commit()));
        deployment = new AssumedDeployment(bundle);
        deployment.sites().forEach(this::site);
        markChannels();
    }

    private void site(String site) {
        String topic = topics.commands(site);
        commands.put(topic, core.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        operator(new OperatorInput.SiteSeen(site));
    }

    /** What people and workers said up to now is read, and the workers were heard. */
    private void markChannels() {
        byte[] marker = RecordCodec.of(Marker.class).encode(new Marker("test"));
        pipe(core, topics.operatorInputs(), new byte[0], marker);
        for (String site : deployment.sites()) {
            byte[] report = RecordCodec.of(WorkerReport.class).encode(AssumedDeployment.worker(site));
            pipe(core, topics.outcomes(site), new byte[0], report);
            pipe(core, topics.outcomes(site), new byte[0], marker);
        }
        settle();
    }

    private TopologyTestDriver driver(Topology topology, String name) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(name).toString());
        return new TopologyTestDriver(topology, properties, Instant.ofEpochMilli(now - SECOND));
    }

    void advanceTo(long time) {
        while (now < time) {
            long next = Math.min(time, now - Math.floorMod(now, SECOND) + SECOND);
            core.advanceWallClockTime(Duration.ofMillis(next - now));
            now = next;
            settle();
            if (Math.floorMod(now, SECOND) == 0 && now > readUpTo) {
                readUpTo = now;
                markChannels();
                mark();
            }
        }
    }

    /** All that happened before this second is read. */
    private void mark() {
        List<ProgressMarker.SourceProgress> sources = new ArrayList<>();
        for (String source : bundle.sources().keySet()) {
            SortedMap<String, Long> heard = new TreeMap<>();
            if (!silent.contains(source)) {
                heard.put("", now - 1);
            }
            sources.add(new ProgressMarker.SourceProgress(source, topics.events(), 0, 1, now - 1, now - 1, heard));
        }
        if (!sources.isEmpty()) {
            signal(RecordCodec.of(Signal.class).encode(new ProgressMarker(sources)), new byte[0]);
        }
        settle();
    }

    void say(TestEvent event) throws UnreadableTestEventException {
        for (Event read : script.events(event, now)) {
            pipe(
                    ingest,
                    topics.events(),
                    new byte[0],
                    RecordCodec.of(Event.class).encode(read));
        }
        var signals =
                ingest.createOutputTopic(topics.signals(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        while (!signals.isEmpty()) {
            TestRecord<byte[], byte[]> signal = signals.readRecord();
            signal(signal.value(), signal.key());
        }
        settle();
    }

    private void signal(byte[] value, byte[] key) {
        pipe(core, topics.signals(), key, value);
    }

    /** Commands are answered until none is left. */
    private void settle() {
        boolean any = true;
        while (any) {
            any = false;
            for (Map.Entry<String, TestOutputTopic<byte[], byte[]>> topic : commands.entrySet()) {
                while (core.producedTopicNames().contains(topic.getKey())
                        && !topic.getValue().isEmpty()) {
                    any = true;
                    byte[] sent = topic.getValue().readValue();
                    answer(RecordCodec.of(Command.class)
                            .decode(RecordCodec.of(SignedCommand.class)
                                    .decode(sent)
                                    .command()));
                }
            }
        }
        collector.flush();
    }

    private void answer(Command command) {
        AssumedOutcome end = outcomes.getOrDefault(
                command.step(), outcomes.getOrDefault(command.actionName(), AssumedOutcome.SUCCESS));
        outcome(command, OutcomeKind.CLAIMED, -1, "");
        outcome(
                command,
                end.succeeded() ? OutcomeKind.SUCCEEDED : OutcomeKind.FAILED,
                end.succeeded() ? 0 : 1,
                end.output());
    }

    private void outcome(Command command, OutcomeKind kind, int exitCode, String output) {
        Outcome outcome = new Outcome(
                command.id(), command.incident(), command.site(), WORKER, kind, now, exitCode, output, "assumed");
        byte[] key = command.id().getBytes(StandardCharsets.UTF_8);
        pipe(
                core,
                topics.outcomes(command.site()),
                key,
                RecordCodec.of(Outcome.class).encode(outcome));
    }

    void halt(boolean halted) {
        operator(halted ? new OperatorInput.Halt("test", "") : new OperatorInput.Resume("test", ""));
    }

    private void operator(OperatorInput input) {
        pipe(
                core,
                topics.operatorInputs(),
                new byte[0],
                RecordCodec.of(OperatorInput.class).encode(input));
        settle();
    }

    private OpenQuestions questions() {
        var incidents =
                core.createOutputTopic(topics.incidents(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        while (!incidents.isEmpty()) {
            byte[] value = incidents.readValue();
            if (value != null) {
                questions.note(RecordCodec.of(Incident.class).decode(value));
            }
        }
        return questions;
    }

    private void pipe(TopologyTestDriver driver, String topic, byte[] key, byte[] value) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, Instant.ofEpochMilli(now)));
    }

    @Override
    public void close() {
        ingest.close();
        core.close();
        policies.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + folder, e);
        }
    }

    /** All lines of a policy test. */
    static List<TranscriptLine> run(PolicyTest test, Bundle bundle) throws UnreadableTestEventException {
        long start = test.start().toEpochMilli();
        try (TopologySimulation topology = new TopologySimulation(PolicyTestRunner.only(bundle, test), start)) {
            topology.outcomes.putAll(test.outcomes());
            for (ScriptStep step : test.steps()) {
                topology.advanceTo(start + step.at().toMillis());
                switch (step) {
                    case ScriptStep.EmitEvent emit -> topology.say(emit.event());
                    case ScriptStep.SetOutcomes assume -> topology.outcomes.putAll(assume.outcomes());
                    case ScriptStep.SetHalt halt -> topology.halt(halt.halted());
                    case ScriptStep.Acknowledge order ->
                        topology.operator(new OperatorInput.Acknowledge(order.policy(), "test", ""));
                    case ScriptStep.AddSilence silence ->
                        topology.operator(PolicyTestRunner.order(silence, test.start()));
                    case ScriptStep.AnswerApproval answer ->
                        topology.questions().answers(answer).forEach(topology::operator);
                    case ScriptStep.BeginMaintenance maintenance ->
                        topology.operator(PolicyTestRunner.order(maintenance, test.start()));
                    case ScriptStep.AcknowledgeBreaker order ->
                        topology.operator(new OperatorInput.AcknowledgeStorm(order.breaker(), "test", ""));
                    case ScriptStep.SetSources sources -> {
                        topology.silent.addAll(sources.silent());
                        topology.silent.removeAll(sources.alive());
                    }
                    case ScriptStep.Expect expect -> {}
                }
            }
            return List.copyOf(topology.lines);
        }
    }
}
