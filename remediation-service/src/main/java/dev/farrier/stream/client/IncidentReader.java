package dev.farrier.stream.client;

import dev.farrier.model.Incident;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** All incidents that are on record, kept up to date. Thread-safe. */
public final class IncidentReader implements AutoCloseable {
    private static final RecordCodec<Incident> CODEC = RecordCodec.of(Incident.class);
    private static final Comparator<Incident> NEWEST_FIRST =
            Comparator.comparingLong(Incident::openedAt).reversed().thenComparing(Incident::id);

    private final Map<String, Incident> incidents = new ConcurrentHashMap<>();
    private final TopicFollower follower;

    /** Begins to read at once. */
    public IncidentReader(ClientConfig config, Topics topics) {
        follower = new TopicFollower(
                config,
                topics.incidents(),
                TopicReader.BEGINNING,
                "farrier-incidents",
                record -> store(incidents, record));
        follower.start();
    }

    /** All incidents as they are now, newest first; throws when the broker does not answer, or has no such topic. */
    public static List<Incident> readOnce(ClientConfig config, Topics topics) {
        Map<String, Incident> incidents = new HashMap<>();
        TopicReader.scan(config, topics.incidents(), TopicReader.BEGINNING, record -> store(incidents, record));
        return sorted(incidents.values());
    }

    /** Whether everything that was on record at the start was read in time. */
    boolean awaitUpToDate(Duration timeout) {
        return follower.awaitUpToDate(timeout);
    }

    /** Newest first; some are missing until it is up to date. */
    public List<Incident> incidents() {
        return sorted(incidents.values());
    }

    public Optional<Incident> incident(String id) {
        return Optional.ofNullable(incidents.get(id));
    }

    /** The decider writes a tombstone 30 days after an incident's end. */
    private static void store(Map<String, Incident> incidents, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            incidents.remove(record.key());
        } else {
            incidents.put(record.key(), CODEC.decode(record.value()));
        }
    }

    private static List<Incident> sorted(Collection<Incident> incidents) {
        return incidents.stream().sorted(NEWEST_FIRST).toList();
    }

    @Override
    public void close() {
        follower.close();
    }
}
