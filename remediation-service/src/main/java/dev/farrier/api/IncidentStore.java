package dev.farrier.api;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What is known of incidents, as far as it has been read. */
public interface IncidentStore {
    /** All that are kept, in any order. */
    Collection<Incident> all();

    Optional<Incident> byId(String id);

    /** What was decided about it and why, oldest first; empty when there is nothing, or nothing any more. */
    List<AuditRecord> audit(String id);
}
