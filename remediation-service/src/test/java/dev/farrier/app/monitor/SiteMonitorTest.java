package dev.farrier.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.OperatorInput;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.OperatorProducer;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class SiteMonitorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final ClientConfig client = SharedKafka.config();
    private final Topics topics = SharedKafka.createTopics(List.of());
    private final Set<String> sites = ConcurrentHashMap.newKeySet();
    private final Map<String, String> wrong = new ConcurrentHashMap<>();

    private List<OperatorInput> told() {
        List<OperatorInput> told = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                client.with("test", Map.of(), Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(topics.operatorInputs(), 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            while (consumer.position(only) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record ->
                                told.add(RecordCodec.of(OperatorInput.class).decode(record.value())));
            }
        }
        return told;
    }

    private void awaitTold(OperatorInput... inputs) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(told()).containsExactly(inputs));
    }

    @Test
    void shouldTakeASiteBackWhoseTopicsAreWrongOrGoneAndTellOfItAgain() {
        sites.addAll(Set.of("eu", "us"));
        OperatorInput eu = new OperatorInput.SiteSeen("eu");
        OperatorInput us = new OperatorInput.SiteSeen("us");
        OperatorInput euWrong = new OperatorInput.SiteGone("eu", "3 partitions");
        OperatorInput usGone = new OperatorInput.SiteGone("us", "its topics are gone");
        try (OperatorProducer operators = new OperatorProducer(client, topics, InstantSource.system());
                SiteMonitor watch = new SiteMonitor(() -> sites, all -> new TreeMap<>(wrong), operators)) {
            awaitTold(eu, us);
            wrong.put("eu", "3 partitions");
            awaitTold(eu, us, euWrong);
            assertThat(watch.unusable()).containsEntry("eu", "3 partitions");
            wrong.clear();
            awaitTold(eu, us, euWrong, eu);
            sites.remove("us");
            awaitTold(eu, us, euWrong, eu, usGone);
            sites.add("us");
            awaitTold(eu, us, euWrong, eu, usGone, us);
        }
    }

    @Test
    void shouldTakeBackASiteThatWasWrongBeforeItsStart() {
        sites.add("eu");
        wrong.put("eu", "3 partitions");
        try (OperatorProducer operators = new OperatorProducer(client, topics, InstantSource.system());
                SiteMonitor watch = new SiteMonitor(() -> sites, all -> new TreeMap<>(wrong), operators)) {
            awaitTold(new OperatorInput.SiteGone("eu", "3 partitions"));
            assertThat(watch.check().ok()).isTrue();
        }
    }
}
