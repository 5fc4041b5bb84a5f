package dev.farrier.stream.core;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.Signal;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.topology.ActivePolicies;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** One run of the real sub-topology, from what a changelog holds. */
final class DetectDriver implements AutoCloseable {
    private static final Topics TOPICS = Topics.withDefaultPrefix();
    private static final String CHANGELOG = "farrier-core-" + CoreTopology.GROUPS + "-changelog";

    private final RecordCodec<Signal> signals = RecordCodec.of(Signal.class);
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private final TopologyTestDriver driver;

    /** @param changelog as {@link #addChanges} left it: nothing but the last value of each key */
    DetectDriver(ActivePolicies policies, Path stateDir, Map<String, byte[]> changelog) {
        Topology topology = new Topology();
        CoreTopology.addDetect(topology, TOPICS, TestCore.detect(policies, 1));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "farrier-core");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(topology, properties);
        KeyValueStore<String, byte[]> restored = driver.getKeyValueStore(CoreTopology.GROUPS);
        changelog.forEach(restored::put);
    }

    List<DeciderInput> pipe(Signal signal, long time) {
        driver.createInputTopic(TOPICS.signals(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(null, signals.encode(signal), time);
        return driver
                .createOutputTopic(TOPICS.deciderLog(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(inputs::decode)
                .toList();
    }

    /** Adds what was written since. */
    void addChanges(Map<String, byte[]> changelog) {
        for (KeyValue<String, byte[]> change : driver.createOutputTopic(
                        CHANGELOG, new StringDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToList()) {
            changelog.put(change.key, change.value);
            changelog.values().removeIf(Objects::isNull);
        }
    }

    @Override
    public void close() {
        driver.close();
    }
}
