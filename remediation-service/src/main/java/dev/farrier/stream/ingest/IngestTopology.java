package dev.farrier.stream.ingest;

import dev.farrier.stream.runtime.PreCommitHook;
import dev.farrier.stream.topology.SignalPartitioner;
import dev.farrier.stream.Topics;
import java.util.Collection;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** {@code farrier-ingest}: users' topics and events → signals and dead letters. One source node, nothing remembered. */
final class IngestTopology {
    static final String SIGNALS = "to-signals";
    static final String DEAD_LETTERS = "to-dead-letters";

    /**
     * Always empty. Only a process with a store on disk keeps its id, and with it its transactional ids, over a restart;
     * without one, what a killed process left open holds up the signals until the broker gives it up, up to 20 s later.
     */
    private static final String IDENTITY = "ingest-identity";

    static final String BEFORE_COMMIT = "ingest-before-commit";

    private IngestTopology() {}

    /** @param inputs topics to read; at least one */
    static Topology build(Topics topics, Collection<String> inputs, IngestProcessor.Deps deps) {
        Topology topology = new Topology();
        topology.addSource("inputs", new ByteArrayDeserializer(), new ByteArrayDeserializer(), pattern(inputs));
        topology.addProcessor("ingest-and-match", () -> new IngestProcessor(deps), "inputs");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(IDENTITY), Serdes.ByteArray(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                "ingest-and-match");
        topology.addStateStore(PreCommitHook.builder(BEFORE_COMMIT), "ingest-and-match");
        topology.addSink(
                SIGNALS,
                topics.signals(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                new SignalPartitioner(),
                "ingest-and-match");
        topology.addSink(
                DEAD_LETTERS,
                topics.deadLetters(),
                Serdes.ByteArray().serializer(),
                Serdes.ByteArray().serializer(),
                "ingest-and-match");
        return topology;
    }

    /** One node for all topics: a topic that is missing then concerns nobody else. */
    private static Pattern pattern(Collection<String> inputs) {
        return Pattern.compile(
                new TreeSet<>(inputs).stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }
}
