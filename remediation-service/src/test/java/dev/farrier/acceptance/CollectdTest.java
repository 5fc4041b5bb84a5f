package dev.farrier.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real collectd writes to a real topic, read by the preset of that name. */
@Tag("kafka")
class CollectdTest {
    private static final String CONFIG = """
            Hostname "mb-01"
            FQDNLookup false
            BaseDir "FOLDER"
            PIDFile "FOLDER/pid"
            Interval 1
            LoadPlugin load
            LoadPlugin memory
            LoadPlugin interface
            LoadPlugin write_kafka
            <Plugin write_kafka>
              Property "metadata.broker.list" "BROKERS"
              <Topic "TOPIC">
                Format JSON
              </Topic>
            </Plugin>
            """;

    private static final List<String> EXPECTED = List.of(
            "load_shortterm",
            "load_midterm",
            "load_longterm",
            "memory",
            "interface_if_octets_rx",
            "interface_if_octets_tx",
            "interface_if_errors_rx");

    @TempDir
    Path folder;

    private final Ingest ingest =
            Ingest.of(Compile.bundle("kind: Source\nmetadata: {name: s}\nspec: {topic: t, preset: collectd}")
                    .sources()
                    .get("s"));
    private final List<Event> events = new ArrayList<>();
    private int unknown;

    @Test
    void shouldReadEveryValue() throws Exception {
        Path collectd = Tools.requireCollectd();
        Topics names = SharedKafka.newTopics();
        String topic = names.prefix() + "collectd";
        Map<String, Object> client = SharedKafka.config().with("test-collectd", Map.of(), Map.of());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        Path config = folder.resolve("collectd.conf");
        Files.writeString(
                config,
                CONFIG.replace("FOLDER", folder.toString())
                        .replace("BROKERS", String.valueOf(client.get("bootstrap.servers")))
                        .replace("TOPIC", topic));
        long before = System.currentTimeMillis();
        try (Running running = Running.start(
                        folder.resolve("log"), List.of(collectd.toString(), "-f", "-C", config.toString()));
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            // rates are known from the second reading on
            Awaitility.await(running.log()).atMost(Duration.ofSeconds(120)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(this::read);
                return names().containsAll(EXPECTED);
            });
        }
        assertThat(unknown).as("the first of a counter, which has no rate yet").isPositive();
        assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
        assertThat(events).allSatisfy(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.METRIC);
            assertThat(event.value()).isNotNull().isNotNegative();
            assertThat(event.labels()).containsEntry("host", "mb-01").containsKeys("plugin", "type");
            assertThat(event.time()).isBetween(before - 1_000, System.currentTimeMillis() + 1_000);
        });
    }

    private List<String> names() {
        return events.stream().map(Event::name).toList();
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        IngestResult read = ingest.read(record.value(), Arrival.received("t/0/" + record.offset(), record.timestamp()));
        assertThat(read.deadLetters()).isEmpty();
        events.addAll(read.events());
        unknown += read.blank();
    }
}
