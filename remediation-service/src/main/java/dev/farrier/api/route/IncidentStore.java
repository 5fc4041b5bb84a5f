package dev.farrier.api.route;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.StandingHalt;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Incidents, as far as they have been read. */
public interface IncidentStore {
    /** All that are kept, in any order. */
    Collection<Incident> all();

    Optional<Incident> byId(String id);

    /** The halts in force, the widest scope first; empty: that cannot be told now. */
    Optional<List<StandingHalt>> halts();

    /** The audit records about it, oldest first; empty when there are none, or none any more. */
    List<AuditRecord> audit(String id);
}
