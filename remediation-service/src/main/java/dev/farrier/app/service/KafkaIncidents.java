package dev.farrier.app.service;

import dev.farrier.api.route.IncidentStore;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.HistoryReader;
import dev.farrier.stream.client.IncidentReader;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Incidents as they stand on Kafka. */
final class KafkaIncidents implements IncidentStore, AutoCloseable {
    private final IncidentReader incidents;
    private final HistoryReader history;

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

    @Override
    public void close() {
        incidents.close();
    }
}
