package dev.farrier.app.service;

import dev.farrier.api.route.IncidentStore;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.StandingHalt;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.client.HistoryReader;
import dev.farrier.stream.client.IncidentReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Incidents as they stand on Kafka. */
final class KafkaIncidents implements IncidentStore, AutoCloseable {
    private static final long READ_HALTS_EVERY = Duration.ofSeconds(1).toNanos();

    private final IncidentReader incidents;
    private final HistoryReader history;
    private Optional<List<StandingHalt>> halts = Optional.empty();
    private long haltsReadAt = System.nanoTime() - READ_HALTS_EVERY;

    KafkaIncidents(ClientConfig client, Topics topics) {
        incidents = new IncidentReader(client, topics);
        history = new HistoryReader(client, topics);
    }

    @Override
    public Collection<Incident> all() {
        return incidents.incidents();
    }

    @Override
    public Optional<Incident> byId(String id) {
        return incidents.incident(id);
    }

    @Override
    public List<AuditRecord> audit(String id) {
        return byId(id).map(incident -> history.audit(id, incident.openedAt())).orElse(List.of());
    }

    /** Read anew at most once a second: the controls of each site are scanned. */
    @Override
    public synchronized Optional<List<StandingHalt>> halts() {
        if (System.nanoTime() - haltsReadAt >= READ_HALTS_EVERY) {
            try {
                halts = Optional.of(history.halts());
            } catch (KafkaUnavailableException e) {
                halts = Optional.empty();
            }
            haltsReadAt = System.nanoTime();
        }
        return halts;
    }

    @Override
    public void close() {
        incidents.close();
    }
}
