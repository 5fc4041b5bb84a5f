package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Marker;
import dev.farrier.model.OperatorInput;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.client.TopicReader.RecordHandler;
import dev.farrier.stream.serde.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class TopicReaderTest {
    private static final ClientConfig CONFIG = SharedKafka.patient();
    private static Producer<String, byte[]> producer;

    private final Topics topics = SharedKafka.createTopics(List.of());

    @BeforeAll
    static void start() {
        producer = Clients.producer(CONFIG, "test", Map.of());
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    /** When it was appended. */
    private static long put(String topic, byte[] value) throws Exception {
        return producer.send(new ProducerRecord<>(topic, value)).get().timestamp();
    }

    private long letter(String error) throws Exception {
        DeadLetter letter = new DeadLetter("alerts", error, "http/1", 1, 0, "", "");
        return put(topics.deadLetters(), RecordCodec.of(DeadLetter.class).encode(letter));
    }

    private static RecordHandler<RuntimeException> letters(ObjLongConsumer<DeadLetter> each) {
        return TopicReader.decoding(DeadLetter.class, each);
    }

    @Test
    void shouldReadFromAMomentOnEachOnceToTheEnd() throws Exception {
        long before = letter("before");
        // The broker is on this machine, and so has the same clock.
        await().until(() -> System.currentTimeMillis() > before);
        long since = letter("first");
        List<String> read = new ArrayList<>();
        try (var reader = new TopicReader(CONFIG, topics.deadLetters(), since, "test")) {
            assertThat(reader.readToEnd(letters((letter, at) -> read.add(letter.error() + (at == since)))))
                    .isTrue();
            assertThat(read).containsExactly("firsttrue");

            put(topics.deadLetters(), new byte[] {1, 2, 3});
            letter("second");
            assertThat(reader.readToEnd(letters((letter, at) -> read.add(letter.error()))))
                    .isTrue();
            assertThat(reader.readToEnd(letters((letter, at) -> read.add(letter.error()))))
                    .isTrue();
            assertThat(read).containsExactly("firsttrue", "second");
        }
    }

    @Test
    void shouldMissNothingThatComesToAnEmptyTopic() throws Exception {
        List<String> read = new ArrayList<>();
        try (var reader = new TopicReader(CONFIG, topics.deadLetters(), System.currentTimeMillis(), "test")) {
            assertThat(reader.readToEnd(letters((letter, at) -> read.add(letter.error()))))
                    .isTrue();
            letter("first");
            assertThat(reader.readToEnd(letters((letter, at) -> read.add(letter.error()))))
                    .isTrue();
        }
        assertThat(read).containsExactly("first");
    }

    @Test
    void shouldPassOverTheMarkersAmongWhatWasSaid() throws Exception {
        OperatorInput loss = new OperatorInput.SourceLoss("alerts", "3 dead letters");
        put(topics.operatorInputs(), RecordCodec.of(Marker.class).encode(new Marker("core")));
        put(topics.operatorInputs(), RecordCodec.of(OperatorInput.class).encode(loss));
        List<OperatorInput> read = new ArrayList<>();
        try (var reader = new TopicReader(CONFIG, topics.operatorInputs(), 1, "test")) {
            assertThat(reader.readToEnd(TopicReader.decoding(OperatorInput.class, (input, at) -> read.add(input))))
                    .isTrue();
        }
        assertThat(read).containsExactly(loss);
    }

    @Test
    void shouldNotSayThatItHasReadWhatItCouldNot() {
        try (var reader = new TopicReader(CONFIG, SharedKafka.newTopics().deadLetters(), 1, "test")) {
            assertThatThrownBy(() -> reader.readToEnd(letters((letter, at) -> {})))
                    .isInstanceOf(KafkaUnavailableException.class)
                    .hasMessageContaining("dead-letters");
        }
    }
}
