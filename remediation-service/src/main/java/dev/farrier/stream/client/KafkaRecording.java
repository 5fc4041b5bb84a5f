package dev.farrier.stream.client;

import dev.farrier.ingest.input.Arrival;
import dev.farrier.model.Event;
import dev.farrier.policy.Source;
import dev.farrier.replay.topic.Recorded;
import dev.farrier.replay.topic.RecordedTopic;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.RecordHeaders;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.admin.MissingTopicException;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** A topic read again: a user's, or that of events. Only what was committed; no group is joined. */
public final class KafkaRecording implements RecordedTopic {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ClientConfig config;
    private final String topic;
    private final boolean ofEvents;
    private final RecordCodec<Event> events = RecordCodec.of(Event.class);

    public KafkaRecording(ClientConfig config, Topics topics, String topic) {
        this.config = config;
        this.topic = topic;
        this.ofEvents = topic.equals(topics.events());
    }

    /** Where a source's events stand: on its own topic, those of a receiver or a file on that of all events. */
    public static KafkaRecording of(ClientConfig config, Topics topics, Source source) {
        return new KafkaRecording(
                config, topics, source.origin() instanceof Source.Origin.Topic users ? users.topic() : topics.events());
    }

    /**
     * {@inheritDoc}
     *
     * @throws KafkaUnavailableException when the broker does not answer, or the topic does not exist
     */
    @Override
    public List<Span> spans(long from, long before) {
        Consumer<String, byte[]> consumer = Clients.consumer(config, "farrier-replay");
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .sorted(Comparator.comparingInt(TopicPartition::partition))
                    .toList();
            if (partitions.isEmpty()) {
                throw new MissingTopicException(topic, "there is no topic " + topic + " at " + config.bootstrap());
            }
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> first = from == Long.MIN_VALUE ? begins : at(consumer, from, ends);
            Map<TopicPartition, Long> last = before == Long.MAX_VALUE ? ends : at(consumer, before, ends);
            return partitions.stream()
                    .map(partition -> {
                        long begin = first.getOrDefault(partition, 0L);
                        return new Span(
                                partition.partition(), begin, Math.max(begin, last.getOrDefault(partition, 0L)));
                    })
                    .toList();
        } catch (KafkaException e) {
            throw KafkaFailure.inWords(config.bootstrap(), e);
        } finally {
            Clients.close(consumer);
        }
    }

    /** Of each partition the first record of that time or later, else its end. */
    private static Map<TopicPartition, Long> at(Consumer<?, ?> consumer, long time, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(
                ends.keySet().stream().collect(Collectors.toMap(Function.identity(), any -> Math.max(0, time))));
        return ends.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, end -> {
            OffsetAndTimestamp offset = found.get(end.getKey());
            return offset == null ? end.getValue() : offset.offset();
        }));
    }

    /**
     * {@inheritDoc}
     *
     * @throws KafkaUnavailableException when the broker does not answer any more
     */
    @Override
    public void read(Span span, Each each) throws InterruptedException {
        TopicPartition partition = new TopicPartition(topic, span.partition());
        Consumer<String, byte[]> consumer = Clients.consumer(config, "farrier-replay-" + span.partition());
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, span.begin());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (long at = span.begin(); at < span.end(); at = consumer.position(partition)) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < span.end()) {
                        each.record(recorded(record));
                    }
                }
                if (consumer.position(partition) > at) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new KafkaUnavailableException(
                            "Kafka at " + config.bootstrap() + " stopped answering while " + partition + " was read",
                            null);
                }
            }
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            throw KafkaFailure.inWords(config.bootstrap(), e);
        } finally {
            Clients.close(consumer);
        }
    }

    private static InterruptedException interrupted(InterruptException e) {
        var unused = Thread.interrupted();
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }

    private Recorded recorded(ConsumerRecord<String, byte[]> record) {
        String origin = record.topic() + "/" + record.partition() + "/" + record.offset();
        if (!ofEvents) {
            return new Recorded.Raw(
                    Arrival.received(origin, record.timestamp()).with(RecordHeaders.texts(record.headers())),
                    record.value());
        }
        try {
            return new Recorded.Said(events.decode(record.value()), record.timestamp());
        } catch (RecordFormatException e) {
            return new Recorded.Unreadable(origin, String.valueOf(e.getMessage()));
        }
    }
}
