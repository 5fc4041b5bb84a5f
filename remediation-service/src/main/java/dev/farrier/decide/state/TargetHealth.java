package dev.farrier.decide.state;

import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.model.Incident;
import dev.farrier.policy.Bundle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which targets are disrupted or unhealthy: an index of {@link DeciderState}, which is rebuilt from its records. Incidents in
 * shadow, and alarms about Farrier itself, make nothing unhealthy.
 */
public final class TargetHealth {
    /** Target → how many open incidents it has. */
    private final Map<String, Integer> incidents = new HashMap<>();

    private final Set<String> leases = new HashSet<>();
    private @Nullable BudgetUsage usage;

    void add(StateRecord record) {
        if (record instanceof TargetLease lease) {
            leases.add(lease.target());
            update(lease.target());
        } else if (record instanceof OpenIncident open && counts(open.incident())) {
            incidents.merge(open.incident().target(), 1, Integer::sum);
            update(open.incident().target());
        }
    }

    void remove(StateRecord record) {
        if (record instanceof TargetLease lease) {
            leases.remove(lease.target());
            update(lease.target());
        } else if (record instanceof OpenIncident open && counts(open.incident())) {
            incidents.computeIfPresent(open.incident().target(), (target, n) -> n == 1 ? null : n - 1);
            update(open.incident().target());
        }
    }

    private static boolean counts(Incident incident) {
        return !incident.shadow() && !incident.target().isEmpty() && !AlarmGroup.isAlarm(incident.group());
    }

    boolean isLeased(String target) {
        return leases.contains(target);
    }

    boolean isUnhealthy(String target) {
        return isLeased(target) || incidents.containsKey(target);
    }

    /** Costs as much as the bundle has resources when it was another bundle before. */
    public BudgetUsage usage(Bundle bundle) {
        BudgetUsage known = usage;
        if (known == null || !known.isOf(bundle)) {
            known = new BudgetUsage(bundle, this);
            usage = known;
        }
        return known;
    }

    private void update(String target) {
        if (usage != null) {
            usage.update(target, this);
        }
    }
}
