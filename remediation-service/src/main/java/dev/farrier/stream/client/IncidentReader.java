package dev.farrier.stream.client;

import dev.farrier.model.Incident;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** All incidents that are on record, kept up to date. Thread-safe. */
public final class IncidentReader implements AutoCloseable {
    private static final RecordCodec<Incident> CODEC = RecordCodec.of(Incident.class);
    private static final Comparator<Incident> NEWEST_FIRST =
            Comparator.comparingLong(Incident::openedAt).reversed().thenComparing(Incident::id);

    private final Map<String, Incident> incidents = new ConcurrentHashMap<>();
    private final List<Consumer<Incident>> listeners = new CopyOnWriteArrayList<>();
    private final TopicFollower follower;

    /** Begins to read at once. */
    public IncidentReader(ClientConfig config, Topics topics) {
        follower =
                new TopicFollower(config, topics.incidents(), TopicReader.BEGINNING, "farrier-incidents", this::read);
        follower.start();
    }

    /**
     * All incidents as they are now, newest first, without following them.
     *
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer, or the topic does not exist
     */
    public static List<Incident> readOnce(ClientConfig config, Topics topics) {
        Map<String, Incident> incidents = new ConcurrentHashMap<>();
        TopicReader.scan(config, topics.incidents(), 0, record -> store(incidents, record));
        return sorted(incidents.values());
    }

    /** Whether all that was on record when it began was read in time. */
    public boolean awaitUpToDate(Duration timeout) {
        return follower.awaitUpToDate(timeout);
    }

    /** Newest first. What is not yet up to date may miss some. */
    public List<Incident> incidents() {
        return sorted(incidents.values());
    }

    public Optional<Incident> incident(String id) {
        return Optional.ofNullable(incidents.get(id));
    }

    /** Called with each incident that changes once the past has been read, one at a time; what it throws is logged. */
    public void onChange(Consumer<Incident> listener) {
        listeners.add(listener);
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        store(incidents, record).filter(incident -> follower.isUpToDate()).ifPresent(incident -> {
            for (Consumer<Incident> listener : listeners) {
                listener.accept(incident);
            }
        });
    }

    /** A tombstone ends it, 30 days after its end. */
    private static Optional<Incident> store(Map<String, Incident> incidents, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            incidents.remove(record.key());
            return Optional.empty();
        }
        Incident incident = CODEC.decode(record.value());
        incidents.put(record.key(), incident);
        return Optional.of(incident);
    }

    private static List<Incident> sorted(Collection<Incident> incidents) {
        return incidents.stream().sorted(NEWEST_FIRST).toList();
    }

    @Override
    public void close() {
        follower.close();
    }
}
