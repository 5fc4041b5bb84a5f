package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.Tick;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Source;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class HistoryReaderTest {
    private static final long T = 1_700_000_000_000L;

    private final ClientConfig config = SharedKafka.config();
    private final Topics topics = SharedKafka.createTopics(List.of());
    private final String users = topics.prefix() + "users";
    private final Bundle bundle = Objects.requireNonNull(PolicyCompiler.compile(
                    new TreeMap<>(Map.of("p.yaml", """
                            kind: Source
                            metadata: {name: logs}
                            spec:
                              topic: TOPIC
                              format: line
                              pattern: '^(?P<time>\\S+) (?P<message>.*)$'
                              time: {field: time}
                              event: {message: message}
                            ---
                            kind: Source
                            metadata: {name: calls}
                            spec: {receiver: events}
                            """.replace("TOPIC", users))), "c")
            .bundle());

    @Test
    void shouldReadWhatAUsersTopicAndTheEventsTopicHold() throws Exception {
        try (Admin admin = Admin.create(config.with("test-admin", Map.of(), Map.of()))) {
            admin.createTopics(List.of(new NewTopic(users, 2, (short) 1))).all().get();
        }
        send(users, "2023-11-14T22:13:21Z second".getBytes(StandardCharsets.UTF_8));
        send(users, "rubbish".getBytes(StandardCharsets.UTF_8));
        send(users, "2023-11-14T22:13:20Z first".getBytes(StandardCharsets.UTF_8));
        Event call = Event.of("1", "calls", EventKind.EVENT, T, "x", "", Labels.empty());
        send(topics.events(), RecordCodec.of(Event.class).encode(call));
        Event other = Event.of("2", "others", EventKind.EVENT, T, "x", "", Labels.empty());
        send(topics.events(), RecordCodec.of(Event.class).encode(other));

        HistoryReader history = new HistoryReader(config, topics);
        assertThat(history.events(source("logs"), 0)).extracting(Event::message).containsExactly("first", "second");
        assertThat(history.events(source("calls"), 0)).containsExactly(call);
    }

    @Test
    void shouldReadDetectionsOfOnePolicy() {
        Detection stuck =
                new Detection("stuck", "c", Labels.of("host", "a"), T, 3, List.of("logs"), "it", List.of(), 0);
        Detection other =
                new Detection("other", "c", Labels.of("host", "a"), T, 3, List.of("logs"), "it", List.of(), 0);
        for (DeciderInput input : List.of(stuck, new Tick(), other)) {
            send(topics.deciderLog(), RecordCodec.of(DeciderInput.class).encode(input));
        }

        assertThat(new HistoryReader(config, topics).detections("stuck", 0)).containsExactly(stuck);
    }

    private Source source(String name) {
        return Objects.requireNonNull(bundle.sources().get(name));
    }

    private void send(String topic, byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                config.with("test", Map.of(), Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value));
            producer.flush();
        }
    }
}
