package dev.farrier.api.route;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.StandingHalt;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Knows none, and counts how often it was asked. */
public record NoIncidents(AtomicInteger asked) implements IncidentStore {
    @Override
    public Collection<Incident> all() {
        asked.incrementAndGet();
        return List.of();
    }

    @Override
    public Optional<Incident> byId(String id) {
        asked.incrementAndGet();
        return Optional.empty();
    }

    @Override
    public Optional<List<StandingHalt>> halts() {
        return Optional.of(List.of());
    }

    @Override
    public List<AuditRecord> audit(String id) {
        asked.incrementAndGet();
        return List.of();
    }
}
