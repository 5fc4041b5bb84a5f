package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class EventProducerTest {
    private static final ClientConfig CONFIG = SharedKafka.patient();
    private static Topics topics;
    private static EventProducer producer;

    @BeforeAll
    static void start() {
        topics = SharedKafka.createTopics(List.of());
        producer = new EventProducer(CONFIG, topics);
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    @Test
    void shouldBeReadableAsSoonAsItIsAcknowledged() {
        List<Event> events =
                IntStream.range(0, 100).mapToObj(i -> event("e" + i, "text")).toList();

        producer.send(events, List.of()).join();

        assertThat(Read.values(CONFIG, topics.events(), Event.class)).containsExactlyElementsOf(events);
        assertThat(Read.keys(CONFIG, topics.events())).containsOnly("edge-syslog");
    }

    @Test
    void shouldKeepWhatCannotBeRead() {
        DeadLetter letter = new DeadLetter("edge-syslog", "no time", "logs/0/7", 5, 3, "abc", "???");

        producer.send(List.of(), List.of(letter)).join();

        assertThat(Read.values(CONFIG, topics.deadLetters(), DeadLetter.class)).containsExactly(letter);
    }

    @Test
    void shouldSayThatAnEventIsTooLarge() {
        assertThatThrownBy(() -> producer.send(List.of(event("big", "x".repeat(2_000_000))), List.of())
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void shouldFailWhenNobodyAnswers() {
        ClientConfig nobody = new ClientConfig(Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", "300"));
        try (EventProducer lonely = new EventProducer(nobody, topics)) {
            assertThatThrownBy(() ->
                            lonely.send(List.of(event("1", "")), List.of()).join())
                    .cause()
                    .isInstanceOf(KafkaUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:1");
        }
    }

    @Test
    void shouldGiveUpOnceForAllWhenNobodyAnswers() {
        ClientConfig nobody = new ClientConfig(Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", "500"));
        List<Event> events =
                IntStream.range(0, 200).mapToObj(i -> event("e" + i, "text")).toList();
        DeadLetter letter = new DeadLetter("edge-syslog", "no time", "logs/0/7", 5, 3, "abc", "???");
        try (EventProducer lonely = new EventProducer(nobody, topics)) {
            CompletableFuture<Void> stored = assertTimeout(
                    Duration.ofSeconds(30),
                    () -> lonely.send(events, List.of(letter)),
                    "each event for itself would take 100 s");

            assertThatThrownBy(stored::join)
                    .cause()
                    .isInstanceOf(KafkaUnavailableException.class)
                    .hasMessage(
                            "Kafka at 127.0.0.1:1 does not answer: is it running, and is kafka.bootstrap.servers right?");
        }
    }

    /** The client says the same of both, but for the cause: issues.apache.org/jira/browse/KAFKA-8862. */
    @Test
    void shouldSayThatATopicIsMissingOnlyWhenKafkaSaysSo() {
        ClientConfig shortly =
                new ClientConfig(Map.of("bootstrap.servers", CONFIG.bootstrap(), "max.block.ms", "5000"));
        try (EventProducer other = new EventProducer(shortly, new Topics("not-created."))) {
            assertThatThrownBy(
                            () -> other.send(List.of(event("1", "")), List.of()).join())
                    .cause()
                    .isInstanceOf(KafkaUnavailableException.class)
                    .hasMessageContaining("a topic is missing")
                    .hasMessageContaining("farrier topics create");
        }
    }

    @Test
    void shouldNotQuarrelWithALongerTimeoutOfRequests() {
        ClientConfig patient =
                new ClientConfig(Map.of("bootstrap.servers", CONFIG.bootstrap(), "request.timeout.ms", "30000"));
        try (EventProducer other = new EventProducer(patient, topics)) {
            other.send(List.of(event("patient", "")), List.of()).join();
        }
    }

    private static Event event(String id, String message) {
        return Event.of(id, "edge-syslog", EventKind.LOG, 1_700_000_000_000L, "sshd", message, Labels.of("host", "a"));
    }
}
