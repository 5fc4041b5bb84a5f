package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Labels;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Tick;
import dev.farrier.replay.live.RecordedRun;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class HistoryReaderTest {
    private static final long T = 1_700_000_000_000L;

    private final ClientConfig config = SharedKafka.config();
    private final Topics topics = SharedKafka.createTopics(List.of());

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

    /** What a command says while it runs may be much, and nothing is compared with it. */
    @Test
    void shouldReadHowCommandsEndButNotHowTheyWent() throws Exception {
        Detection detection =
                new Detection("stuck", "c", Labels.of("host", "a"), T, 3, List.of("logs"), "it", List.of(), 0);
        Outcome claimed = outcome(OutcomeKind.CLAIMED);
        Outcome succeeded = outcome(OutcomeKind.SUCCEEDED);
        try (Producer<String, byte[]> producer = Clients.producer(config, "test", Map.of())) {
            for (DeciderInput input :
                    List.of(detection, claimed, outcome(OutcomeKind.PROGRESS), succeeded, new Tick())) {
                producer.send(new ProducerRecord<>(
                                topics.deciderLog(),
                                RecordCodec.of(DeciderInput.class).encode(input)))
                        .get();
            }
        }

        RecordedRun run = new HistoryReader(config, topics).run(Long.MIN_VALUE, Long.MAX_VALUE);

        assertThat(run.detections())
                .extracting(RecordedRun.ReceivedDetection::detection)
                .containsExactly(detection);
        assertThat(run.outcomes()).containsExactly(claimed, succeeded);
    }

    private static Outcome outcome(OutcomeKind kind) {
        return new Outcome("c-1", "stuck-1", "s1", "w-1", kind, T, 0, "out", "");
    }

    private void send(String topic, byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                config.with("test", Map.of(), Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value));
            producer.flush();
        }
    }
}
