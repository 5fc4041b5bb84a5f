package dev.farrier.stream.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.topology.TopicReading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka Streams' order of a commit, which the hook relies on and no interface promises. If an upgrade ran it after the commit,
 * the only commit of this application would lack what was held back.
 */
@Tag("kafka")
@Timeout(120)
class PreCommitHookTest {
    private static final int RECORDS = 5;
    /** Longer than the test: the only commit is that of the end. */
    private static final int NEVER = 300_000;

    @TempDir
    Path stateDir;

    private final Topics topics = SharedKafka.createTopics(List.of());
    private final String in = topics.prefix() + "in";
    private final String out = topics.prefix() + "out";
    private final AtomicInteger processed = new AtomicInteger();

    private final class HoldsBack implements Processor<byte[], byte[], byte[], byte[]> {
        private byte[] held = {};

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            KeyValueStore<String, byte[]> store = context.getStateStore("store");
            PreCommitHook forwarding = context.getStateStore("forwarding");
            forwarding.runForwarding(context, () -> context.forward(new Record<>(new byte[0], held, 0)));
            PreCommitHook storing = context.getStateStore("storing");
            storing.run(() -> store.put("held", held));
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            held = record.value();
            processed.incrementAndGet();
        }
    }

    private Topology topology() {
        Topology topology = new Topology();
        topology.addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), in);
        topology.addProcessor("holds-back", HoldsBack::new, "source");
        topology.addStateStore(PreCommitHook.builder("forwarding"), "holds-back");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("store"), Serdes.String(), Serdes.ByteArray())
                        .withCachingDisabled(),
                "holds-back");
        topology.addStateStore(PreCommitHook.builder("storing"), "holds-back");
        topology.addSink("sink", out, new ByteArraySerializer(), new ByteArraySerializer(), "holds-back");
        return topology;
    }

    @Test
    void shouldRunBeforeTheOffsetsAreCommittedAndInTheSameTransaction() throws Exception {
        Map<String, Object> kafka = new HashMap<>(SharedKafka.config().kafka());
        kafka.put("commit.interval.ms", NEVER);
        kafka.put("producer.transaction.timeout.ms", NEVER + 10_000);
        ClientConfig client = new ClientConfig(kafka);
        String application = topics.prefix() + "hook";
        try (Admin admin = Admin.create(client.with("test-admin", Map.of(), Map.of()));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        SharedKafka.config().with("test", Map.of(), Map.of()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(in, 1, (short) 1), new NewTopic(out, 1, (short) 1)))
                    .all()
                    .get();
            for (int i = 1; i <= RECORDS; i++) {
                producer.send(new ProducerRecord<>(in, Integer.toString(i).getBytes(UTF_8)))
                        .get();
            }
            StreamsSettings settings = new StreamsSettings(client, topics, stateDir, 1, -1, "");
            try (KafkaStreams streams = new KafkaStreams(topology(), settings.of(application))) {
                streams.start();
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> processed.get() == RECORDS);
                assertThat(values(out)).as("nothing is committed yet").isEmpty();
            }
            assertThat(values(out)).containsExactly(Integer.toString(RECORDS));
            assertThat(values(application + "-store-changelog")).containsExactly(Integer.toString(RECORDS));
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets(application)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(in, 0));
            assertThat(committed.offset()).isEqualTo(RECORDS);
        }
    }

    private static List<String> values(String topic) {
        return TopicReading.records(SharedKafka.config(), topic).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
