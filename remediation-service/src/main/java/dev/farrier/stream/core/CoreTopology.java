package dev.farrier.stream.core;

import dev.farrier.stream.Topics;
import dev.farrier.stream.runtime.PreCommitHook;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * {@code farrier-core}: signals → detections → the decider's log → decisions. Its shape does not depend on policies. Signals,
 * outcomes and operator inputs each reach the log by a sub-topology of their own: a halt never waits behind a burst of signals.
 */
final class CoreTopology {
    static final String GROUPS = "detect-groups";
    static final String BEFORE_COMMIT = "detect-before-commit";
    static final String STATE = "decider-state";
    static final String LOG_FROM_SIGNALS = "signals-to-log";
    static final String LOG_FROM_OUTCOMES = "outcomes-to-log";
    static final String LOG_FROM_OPERATORS = "operators-to-log";
    static final String DEAD_OUTCOMES = "outcomes-to-dead-letters";
    static final String DEAD_OPERATOR_INPUTS = "operators-to-dead-letters";
    static final String TICKS = "ticks-to-log";
    static final String INCIDENTS = "to-incidents";
    static final String AUDIT = "to-audit";
    static final String SITES = "to-sites";

    /** Small segments, compacted early: after an unclean end the whole state is restored from the changelog. */
    private static final Map<String, String> CHANGELOG = Map.of(
            "segment.bytes",
            Integer.toString(64 << 20),
            "segment.ms",
            "600000",
            "min.cleanable.dirty.ratio",
            "0.1",
            "max.message.bytes",
            Integer.toString(2 << 20));

    private CoreTopology() {}

    /** @param deadLettered gets the topic of each outcome or operator input that can't be read */
    static Topology build(
            Topics topics,
            DetectProcessor.DetectContext detect,
            DecideProcessor.DecideContext decide,
            Consumer<String> deadLettered) {
        Topology t = new Topology();
        addDetect(t, topics, detect);

        t.addSource("outcomes", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.outcomesOfAllSites());
        t.addProcessor(
                "outcome-intake",
                () -> new IntakeProcessor(new OutcomeIntake(topics), LOG_FROM_OUTCOMES, DEAD_OUTCOMES, deadLettered),
                "outcomes");
        sink(t, LOG_FROM_OUTCOMES, topics.deciderLog(), "outcome-intake");
        sink(t, DEAD_OUTCOMES, topics.deadLetters(), "outcome-intake");

        source(t, "operator-inputs", topics.operatorInputs());
        t.addProcessor(
                "operator-intake",
                () -> new IntakeProcessor(
                        IntakeProcessor.operatorInputs(), LOG_FROM_OPERATORS, DEAD_OPERATOR_INPUTS, deadLettered),
                "operator-inputs");
        sink(t, LOG_FROM_OPERATORS, topics.deciderLog(), "operator-intake");
        sink(t, DEAD_OPERATOR_INPUTS, topics.deadLetters(), "operator-intake");

        source(t, "decider-log", topics.deciderLog());
        t.addProcessor("decide", () -> new DecideProcessor(decide), "decider-log");
        t.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STATE), Serdes.String(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(CHANGELOG),
                "decide");
        sink(t, TICKS, topics.deciderLog(), "decide");
        sink(t, INCIDENTS, topics.incidents(), "decide");
        sink(t, AUDIT, topics.audit(), "decide");
        t.addSink(SITES, new RoutedRecord.Topic(), new ByteArraySerializer(), RoutedRecord.SERIALIZER, "decide");
        return t;
    }

    /** A sub-topology of its own. */
    static void addDetect(Topology t, Topics topics, DetectProcessor.DetectContext detect) {
        source(t, "signals", topics.signals());
        t.addProcessor("detect", () -> new DetectProcessor(detect), "signals");
        // Not cached: the engine writes each state once a commit, and a cache might have been emptied before that.
        t.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(GROUPS), Serdes.String(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(CHANGELOG),
                "detect");
        t.addStateStore(PreCommitHook.builder(BEFORE_COMMIT), "detect");
        sink(t, LOG_FROM_SIGNALS, topics.deciderLog(), "detect");
    }

    private static void source(Topology topology, String name, String topic) {
        topology.addSource(name, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
    }

    private static void sink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }
}
