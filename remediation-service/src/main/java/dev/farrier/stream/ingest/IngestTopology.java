package dev.farrier.stream.ingest;

import dev.farrier.stream.Topics;
import dev.farrier.stream.runtime.PreCommitHook;
import dev.farrier.stream.topology.SignalPartitioner;
import java.util.Collection;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** {@code farrier-ingest}: the sources' topics and {@code events} → signals and dead letters. Stateless, one source node. */
final class IngestTopology {
    static final String SIGNALS = "to-signals";
    static final String DEAD_LETTERS = "to-dead-letters";

    /**
     * A store that stays empty. Kafka Streams keeps a process's id, and with it its transactional ids, over a restart only if
     * there is a store on disk. Without it, the open transaction of a killed process would delay the signals until the broker
     * aborts it, up to 20 s later.
     */
    private static final String IDENTITY = "ingest-identity";

    static final String BEFORE_COMMIT = "ingest-before-commit";

    private IngestTopology() {}

    /** @param inputs topics to read; at least one */
    static Topology build(Topics topics, Collection<String> inputs, IngestProcessor.IngestContext deps) {
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
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                "ingest-and-match");
        return topology;
    }

    /** One source node with a pattern: a missing topic then does not stop the others. */
    private static Pattern pattern(Collection<String> inputs) {
        return Pattern.compile(
                new TreeSet<>(inputs).stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }
}
