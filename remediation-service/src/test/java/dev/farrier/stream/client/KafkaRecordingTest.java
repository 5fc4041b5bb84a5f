package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.replay.topic.RecordedTopic.Span;
import dev.farrier.replay.topic.TopicRecord;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class KafkaRecordingTest {
    private static final ClientConfig CONFIG = SharedKafka.patient();
    private static final long T = 1_767_225_600_000L;

    /** A topic of its own with the producer's timestamps and two partitions. */
    private static String topic(Topics topics) throws Exception {
        String name = topics.events() + "-of-a-user";
        try (Admin admin = Admin.create(CONFIG.kafka())) {
            admin.createTopics(List.of(
                            new NewTopic(name, Optional.of(2), Optional.empty()).configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
        }
        return name;
    }

    private static List<TopicRecord> read(KafkaRecording recording, Span span) throws InterruptedException {
        List<TopicRecord> read = new ArrayList<>();
        recording.read(span, read::add);
        return read;
    }

    @Test
    void shouldReadWhatWasAppendedBetweenTwoTimes() throws Exception {
        Topics topics = SharedKafka.newTopics();
        String topic = topic(topics);
        try (Producer<String, byte[]> producer = Clients.producer(CONFIG, "test", Map.of())) {
            for (long time : new long[] {T - 1, T, T + 999, T + 1_000}) {
                producer.send(new ProducerRecord<>(
                                topic, 1, time, "k", Long.toString(time).getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
        KafkaRecording recording = new KafkaRecording(CONFIG, topics, topic);
        assertThat(recording.spans(Long.MIN_VALUE, Long.MAX_VALUE))
                .containsExactly(new Span(0, 0, 0), new Span(1, 0, 4));
        List<Span> spans = recording.spans(T, T + 1_000);
        assertThat(spans).containsExactly(new Span(0, 0, 0), new Span(1, 1, 3));
        assertThat(read(recording, spans.get(0))).isEmpty();
        assertThat(read(recording, spans.get(1)))
                .extracting(record -> ((TopicRecord.RawRecord) record).arrival().origin())
                .containsExactly(topic + "/1/1", topic + "/1/2");
    }

    @Test
    void shouldReadEventsAndTellWhatIsNone() throws Exception {
        Topics topics = SharedKafka.createTopics(List.of());
        Event event = Event.of("id", "s", EventKind.LOG, T, "n", "m", Labels.empty());
        try (Producer<String, byte[]> producer = Clients.producer(CONFIG, "test", Map.of())) {
            producer.send(new ProducerRecord<>(
                            topics.events(), 0, "s", RecordCodec.of(Event.class).encode(event)))
                    .get();
            producer.send(new ProducerRecord<>(topics.events(), 0, "s", new byte[] {1, 2, 3}))
                    .get();
        }
        KafkaRecording recording = new KafkaRecording(CONFIG, topics, topics.events());
        List<TopicRecord> read =
                read(recording, recording.spans(Long.MIN_VALUE, Long.MAX_VALUE).get(0));
        assertThat(read).hasSize(2);
        assertThat(((TopicRecord.StoredEvent) read.get(0)).event()).isEqualTo(event);
        assertThat(((TopicRecord.UnreadableRecord) read.get(1)).origin()).isEqualTo(topics.events() + "/0/1");
    }

    @Test
    void shouldSayThatTheTopicIsMissing() {
        Topics topics = SharedKafka.newTopics();
        assertThatThrownBy(() -> new KafkaRecording(CONFIG, topics, "no-such-topic").spans(0, 1))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("no-such-topic");
    }
}
