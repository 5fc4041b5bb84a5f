package dev.farrier.demo.timeline;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Signal;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows Farrier's topics of signals, incidents and audit records from their beginning. */
public final class TimelineReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TimelineReader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final Listener listener;
    private final RecordCodec<Signal> signals = RecordCodec.of(Signal.class);
    private final RecordCodec<Incident> incidents = RecordCodec.of(Incident.class);
    private final RecordCodec<AuditRecord> audit = RecordCodec.of(AuditRecord.class);
    private final Thread thread;
    private volatile boolean closed;

    /** Called from one thread. */
    public interface Listener {
        void onSignal(MatchedEvent event);

        void onAudit(AuditRecord record);

        /** @param at when the incident was written, epoch milliseconds */
        void onIncident(Incident incident, long at);
    }

    /** Starts reading. */
    public TimelineReader(String bootstrapServers, Topics topics, Listener listener) {
        this.topics = topics;
        this.listener = listener;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name("demo-tail").daemon().start(this::run);
    }

    private void run() {
        try (consumer) {
            consumer.assign(Stream.of(topics.signals(), topics.incidents(), topics.audit())
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList());
            while (!closed) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                consumer.poll(POLL).forEach(records::add);
                // a poll returns one partition after the other
                records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
                records.forEach(this::dispatch);
            }
        } catch (WakeupException e) {
            // closed
        } catch (RuntimeException e) {
            LOG.error("the demo can no longer read Farrier's topics", e);
        }
    }

    private void dispatch(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        if (record.topic().equals(topics.incidents())) {
            listener.onIncident(incidents.decode(record.value()), record.timestamp());
        } else if (record.topic().equals(topics.audit())) {
            listener.onAudit(audit.decode(record.value()));
        } else if (signals.decode(record.value()) instanceof MatchedEvent event) {
            listener.onSignal(event);
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
