package dev.farrier.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsSettingsTest {
    private static StreamsSettings settings(Map<String, Object> users) {
        Map<String, Object> kafka = new HashMap<>(users);
        kafka.put("bootstrap.servers", "none:1");
        return new StreamsSettings(new ClientConfig(kafka), Topics.withDefaultPrefix(), Path.of("state"), 1, 1, "");
    }

    /** As Kafka Streams gives them to its consumer. */
    private static Map<String, Object> consumer(java.util.Properties properties) {
        return new StreamsConfig(properties).getMainConsumerConfigs("group", "client", 1);
    }

    @Test
    void shouldReadMuchAtOnceInIngestOnly() {
        StreamsSettings settings = settings(Map.of());
        assertThat(consumer(settings.ofIngest("ingest")))
                .containsEntry("max.poll.records", 5_000)
                .containsEntry("session.timeout.ms", 10_000);
        assertThat(consumer(settings.of("core")))
                .as("a halt does not wait behind thousands of signals")
                .containsEntry("max.poll.records", "1000")
                .containsEntry("session.timeout.ms", 10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "consumer.", "main.consumer."})
    void shouldLeaveToUsersWhatTheyHaveSet(String prefix) {
        StreamsSettings settings =
                settings(Map.of(prefix + "max.poll.records", "200", prefix + "session.timeout.ms", "30000"));
        assertThat(consumer(settings.ofIngest("ingest")))
                .containsEntry("max.poll.records", "200")
                .containsEntry("session.timeout.ms", "30000");
        assertThat(consumer(settings.of("core"))).containsEntry("session.timeout.ms", "30000");
    }

    /** As Kafka Streams itself hands the times to a processor. */
    @Test
    void shouldKeepTheLogsTimesInCoreWhateverTheMachinesClockShows(@TempDir Path folder) {
        long future = System.currentTimeMillis() + 3_600_000;

        assertThat(timeSeenBy(settings(Map.of()).of("core"), folder.resolve("core"), future))
                .isEqualTo(future);
        assertThat(timeSeenBy(settings(Map.of()).ofIngest("ingest"), folder.resolve("ingest"), Long.MAX_VALUE))
                .as("of a source: any value")
                .isLessThan(Long.MAX_VALUE);
    }

    private static long timeSeenBy(Properties properties, Path state, long timestamp) {
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        AtomicLong seen = new AtomicLong();
        Topology topology = new Topology()
                .addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "topic")
                .addProcessor(
                        "processor",
                        () -> (Processor<byte[], byte[], byte[], byte[]>) in -> seen.set(in.timestamp()),
                        "source");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, properties)) {
            driver.createInputTopic("topic", new ByteArraySerializer(), new ByteArraySerializer())
                    .pipeInput(new byte[1], new byte[1], timestamp);
        }
        return seen.get();
    }

    @Test
    void shouldCommitAsOftenAsTheUserSays() {
        StreamsSettings users = settings(Map.of("commit.interval.ms", "100"));
        assertThat(users.paced()).isFalse();
        assertThat(users.ofIngest("ingest")).containsEntry("commit.interval.ms", "100");
        assertThat(settings(Map.of()).paced()).isTrue();
        assertThat(settings(Map.of()).ofIngest("ingest")).containsEntry("commit.interval.ms", 500L);
        assertThat(settings(Map.of()).of("core")).containsEntry("commit.interval.ms", 30L);
    }
}
