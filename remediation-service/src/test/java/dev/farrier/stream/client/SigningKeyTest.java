package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.OperatorInput;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The key of the deployment, as its records tell it. */
@Tag("kafka")
class SigningKeyTest {
    private final Topics topics = SharedKafka.createTopics(List.of("eu", "us"));
    private final HistoryReader history = new HistoryReader(SharedKafka.config(), topics);

    @Test
    void shouldBeThatOfTheNewestCommandUntilAPersonChangesIt() throws Exception {
        long now = System.currentTimeMillis();
        assertThat(history.signingKey(now)).isEmpty();
        send("us", "k1");
        assertThat(history.signingKey(now)).contains("k1");
        Thread.sleep(5); // append times are milliseconds
        send("eu", "k2");
        assertThat(history.signingKey(now)).contains("k2");
        try (OperatorProducer operators = new OperatorProducer(SharedKafka.patient(), topics, InstantSource.system())) {
            operators.send(new OperatorInput.KeyRotated("k3", "ann", "yearly"));
        }
        assertThat(history.signingKey(now)).contains("k3");
    }

    private void send(String site, String key) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedKafka.config().bootstrap()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topics.commands(site),
                            "w",
                            RecordCodec.of(SignedCommand.class)
                                    .encode(new SignedCommand(new byte[] {1}, key, new byte[] {2}))))
                    .get();
        }
    }
}
