package dev.farrier.stream.client;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.policy.source.Source;
import dev.farrier.replay.topic.RecordedTopic;
import dev.farrier.replay.topic.TopicRecord;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.RecordHeaders;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** A topic read again: a user's, or that of events. */
public final class KafkaRecording implements RecordedTopic {
    private static final RecordCodec<Event> EVENTS = RecordCodec.of(Event.class);

    private final ClientConfig config;
    private final String topic;
    private final boolean ofEvents;

    public KafkaRecording(ClientConfig config, Topics topics, String topic) {
        this.config = config;
        this.topic = topic;
        this.ofEvents = topic.equals(topics.events());
    }

    /** The topic that has a source's events: its own, or for a receiver and a file that of all events. */
    public static KafkaRecording of(ClientConfig config, Topics topics, Source source) {
        return new KafkaRecording(
                config,
                topics,
                source.origin() instanceof Source.Origin.TopicOrigin users ? users.topic() : topics.events());
    }

    @Override
    public List<Span> spans(long from, long before) {
        try (TopicReader reader = new TopicReader(config, topic, from, "farrier-replay")) {
            Map<TopicPartition, Long> begins = reader.offsetsAt(from);
            Map<TopicPartition, Long> ends = reader.offsetsAt(before);
            return begins.entrySet().stream()
                    .map(begin -> new Span(
                            begin.getKey().partition(),
                            begin.getValue(),
                            Math.max(begin.getValue(), ends.getOrDefault(begin.getKey(), 0L))))
                    .sorted(Comparator.comparingInt(Span::partition))
                    .toList();
        }
    }

    @Override
    public void read(Span span, RecordConsumer each) throws InterruptedException {
        try (TopicReader reader =
                new TopicReader(config, topic, TopicReader.BEGINNING, "farrier-replay-" + span.partition())) {
            reader.readPartition(span.partition(), span.begin(), span.end(), record -> each.record(recorded(record)));
        } catch (InterruptException e) {
            var unused = Thread.interrupted();
            InterruptedException interrupted = new InterruptedException(e.getMessage());
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private TopicRecord recorded(ConsumerRecord<String, byte[]> record) {
        String origin = TopicReader.place(record);
        if (!ofEvents) {
            return new TopicRecord.RawRecord(
                    Arrival.received(origin, record.timestamp()).with(RecordHeaders.texts(record.headers())),
                    record.value());
        }
        try {
            return new TopicRecord.StoredEvent(EVENTS.decode(record.value()), record.timestamp());
        } catch (RecordFormatException e) {
            return new TopicRecord.UnreadableRecord(origin, String.valueOf(e.getMessage()));
        }
    }
}
