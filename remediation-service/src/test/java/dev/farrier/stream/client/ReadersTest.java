package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class ReadersTest {
    private static final ClientConfig CONFIG = SharedKafka.patient();
    private static final Duration LONG = Duration.ofSeconds(90);
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

    // incidents

    @Test
    void shouldShowTheNewestOfEachIncidentUntilItsTombstone() throws Exception {
        put("a", incident("a", 1, 10));
        put("b", incident("b", 2, 10));
        put(topics.incidents(), "unreadable", new byte[] {1, 2, 3});
        put("a", incident("a", 1, 20));
        put("gone", incident("gone", 3, 10));
        put("gone", null);
        try (IncidentReader reader = new IncidentReader(CONFIG, topics)) {
            assertThat(reader.awaitUpToDate(LONG)).isTrue();

            assertThat(reader.incidents()).containsExactly(incident("b", 2, 10), incident("a", 1, 20));
            assertThat(reader.incident("gone")).isEmpty();
            assertThat(IncidentReader.readOnce(CONFIG, topics)).isEqualTo(reader.incidents());
        }
    }

    @Test
    void shouldSayThatTheIncidentsTopicIsMissing() {
        assertThatThrownBy(() -> IncidentReader.readOnce(CONFIG, SharedKafka.newTopics()))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("incidents")
                .hasMessageContaining("farrier topics create");
    }

    // audit

    @Test
    void shouldTellTheStoryOfOneIncidentInOrder() throws Exception {
        List<AuditRecord> story = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            AuditRecord mine = audit("mine", i);
            story.add(mine);
            put(topics.audit(), "mine", RecordCodec.of(AuditRecord.class).encode(mine));
            put(topics.audit(), "other" + i, RecordCodec.of(AuditRecord.class).encode(audit("other" + i, i)));
        }

        assertThat(new HistoryReader(CONFIG, topics).audit("mine", 0)).isEqualTo(story);
        assertThat(new HistoryReader(CONFIG, topics).audit("unknown", 0)).isEmpty();
    }

    @Test
    void shouldReadOnlyWhatWasAppendedSince() throws Exception {
        put(topics.audit(), "mine", RecordCodec.of(AuditRecord.class).encode(audit("mine", 1)));
        long appended = appendedAt(topics.audit());

        assertThat(new HistoryReader(CONFIG, topics).audit("mine", appended)).hasSize(1);
        assertThat(new HistoryReader(CONFIG, topics).audit("mine", appended + 1))
                .isEmpty();
    }

    // tails

    @Test
    void shouldTailOnlyWhatComesFromNowOn() throws Exception {
        Event old = event("old");
        Event fresh = event("fresh");
        put(topics.events(), "s", RecordCodec.of(Event.class).encode(old));
        Queue<Event> seen = new ConcurrentLinkedQueue<>();
        try (TopicFollower tail = TopicFollower.follow(CONFIG, topics.events(), Event.class, false, seen::add)) {
            assertThat(tail.awaitPositioned(LONG)).isTrue();

            put(topics.events(), "s", new byte[] {1, 2, 3});
            put(topics.events(), "s", RecordCodec.of(Event.class).encode(fresh));

            await().atMost(LONG).until(() -> !seen.isEmpty());
            assertThat(seen).containsExactly(fresh);
        }
    }

    @Test
    void shouldGoOnAfterACallbackThatThrows() throws Exception {
        Queue<AuditRecord> seen = new ConcurrentLinkedQueue<>();
        try (TopicFollower tail = TopicFollower.follow(CONFIG, topics.audit(), AuditRecord.class, false, record -> {
            if (record.time() == 1) {
                throw new IllegalStateException("one bad record");
            }
            seen.add(record);
        })) {
            assertThat(tail.awaitPositioned(LONG)).isTrue();

            put(topics.audit(), "i", RecordCodec.of(AuditRecord.class).encode(audit("i", 1)));
            put(topics.audit(), "i", RecordCodec.of(AuditRecord.class).encode(audit("i", 2)));

            await().atMost(LONG).until(() -> !seen.isEmpty());
            assertThat(seen).containsExactly(audit("i", 2));
        }
    }

    private void put(String id, @Nullable Incident incident) throws Exception {
        put(
                topics.incidents(),
                id,
                incident == null ? null : RecordCodec.of(Incident.class).encode(incident));
    }

    private static void put(String topic, String key, byte @Nullable [] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    private static long appendedAt(String topic) {
        List<Long> times = new ArrayList<>();
        TopicReader.scan(CONFIG, topic, 0, record -> times.add(record.timestamp()));
        return times.getLast();
    }

    private static Event event(String id) {
        return Event.of(id, "s", EventKind.LOG, 5, "n", "m", Labels.empty());
    }

    private static AuditRecord audit(String incident, long time) {
        AuditRecord any = new Samples(1).next(AuditRecord.class);
        return new AuditRecord(
                time,
                any.kind(),
                incident,
                "p",
                "c",
                Labels.empty(),
                "t",
                null,
                null,
                any.reason(),
                0,
                "",
                "",
                "",
                "",
                new TreeMap<>(),
                "",
                1);
    }

    private static Incident incident(String id, long openedAt, long updatedAt) {
        Incident any = new Samples(1).next(Incident.class);
        return new Incident(
                id,
                "p",
                "c",
                any.group(),
                "t",
                "s",
                false,
                any.state(),
                any.reason(),
                0,
                any.detection(),
                0,
                openedAt,
                updatedAt,
                0,
                any.work(),
                any.symptom(),
                any.calling(),
                any.history(),
                "",
                0,
                0,
                null,
                "");
    }
}
