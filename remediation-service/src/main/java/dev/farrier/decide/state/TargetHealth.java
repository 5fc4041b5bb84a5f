package dev.farrier.decide.state;

import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.IncidentRecord.RungStarts;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.StateRecord.MaintenanceState;
import dev.farrier.model.Incident;
import dev.farrier.model.Maintenance;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.budget.BudgetUsage;
import dev.farrier.policy.budget.BudgetUsage.Runs;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.MaintenanceSelector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which targets are disrupted, unhealthy or in maintenance: an index of {@link DeciderState}, which is rebuilt from its records. Incidents in
 * shadow, and alarms about Farrier itself, make nothing unhealthy.
 */
public final class TargetHealth implements BudgetUsage.Health {
    /** Target → its open incidents. */
    private final Map<String, TreeSet<String>> incidents = new HashMap<>();

    /** Policy and target → how many open incidents the policy has about it. */
    private final Map<Key, Integer> ofPolicies = new HashMap<>();

    private final Set<String> leases = new HashSet<>();

    /** By id. */
    private final Map<String, Standing> maintenances = new TreeMap<>();

    private final Map<String, Runs> runs = new HashMap<>();
    /** Budget → runs on resources that are in no inventory any more. */
    private final Map<String, Runs> departedRuns = new HashMap<>();

    /** Targets whose health has changed since {@link #drainChanged}. */
    private final TreeSet<String> changed = new TreeSet<>();

    private @Nullable BudgetUsage usage;

    private record Standing(Maintenance maintenance, MaintenanceSelector selector) {}

    private record Key(String policy, String target) {
        static Key of(Incident incident) {
            return new Key(incident.policy(), incident.target());
        }
    }

    void add(StateRecord record) {
        if (record instanceof TargetLease lease) {
            leases.add(lease.target());
            update(lease.target());
        } else if (record instanceof MaintenanceState state) {
            Standing standing = new Standing(state.maintenance(), selector(state.maintenance()));
            maintenances.put(state.maintenance().id(), standing);
            update(standing);
        } else if (record instanceof OpenIncident open && counts(open.incident())) {
            incidents
                    .computeIfAbsent(open.incident().target(), target -> new TreeSet<>())
                    .add(open.incident().id());
            ofPolicies.merge(Key.of(open.incident()), 1, Integer::sum);
            update(open.incident());
        } else if (record instanceof RungStarts starts && RungStarts.isOfRuns(starts.counter())) {
            Runs counted = new Runs(starts.times(), starts.reserved().size());
            runs.put(RungStarts.resource(starts.counter()), counted);
            if (usage != null) {
                usage.add(RungStarts.resource(starts.counter()), counted);
            }
        } else if (record instanceof RungStarts starts && RungStarts.isOfDeparted(starts.counter())) {
            Runs counted = new Runs(starts.times(), starts.reserved().size());
            departedRuns.put(RungStarts.budget(starts.counter()), counted);
            if (usage != null) {
                usage.addDeparted(RungStarts.budget(starts.counter()), counted);
            }
        }
    }

    void remove(StateRecord record) {
        if (record instanceof TargetLease lease) {
            leases.remove(lease.target());
            update(lease.target());
        } else if (record instanceof MaintenanceState state) {
            Standing ended = maintenances.remove(state.maintenance().id());
            if (ended != null) {
                update(ended);
            }
        } else if (record instanceof OpenIncident open && counts(open.incident())) {
            incidents.computeIfPresent(
                    open.incident().target(),
                    (target, ids) -> ids.remove(open.incident().id()) && ids.isEmpty() ? null : ids);
            ofPolicies.computeIfPresent(Key.of(open.incident()), (key, n) -> n == 1 ? null : n - 1);
            update(open.incident());
        } else if (record instanceof RungStarts starts && RungStarts.isOfRuns(starts.counter())) {
            Runs counted = runs.remove(RungStarts.resource(starts.counter()));
            if (usage != null && counted != null) {
                usage.remove(RungStarts.resource(starts.counter()), counted);
            }
        } else if (record instanceof RungStarts starts && RungStarts.isOfDeparted(starts.counter())) {
            Runs counted = departedRuns.remove(RungStarts.budget(starts.counter()));
            if (usage != null && counted != null) {
                usage.removeDeparted(RungStarts.budget(starts.counter()), counted);
            }
        }
    }

    static boolean counts(Incident incident) {
        return !incident.shadow() && !incident.target().isEmpty() && !AlarmGroup.isAlarm(incident.group());
    }

    @Override
    public boolean isDisrupted(String target) {
        return leases.contains(target);
    }

    @Override
    public boolean isUnhealthy(String target) {
        return isDisrupted(target) || incidents.containsKey(target);
    }

    @Override
    public boolean isInMaintenance(Resource resource) {
        return maintenanceOf(resource) != null;
    }

    /** Of those that select the resource the one that ends last; null: none does. */
    public @Nullable Maintenance maintenanceOf(Resource resource) {
        Maintenance last = null;
        for (Standing standing : maintenances.values()) {
            if (standing.selector().selects(resource)
                    && (last == null || standing.maintenance().until() > last.until())) {
                last = standing.maintenance();
            }
        }
        return last;
    }

    private static MaintenanceSelector selector(Maintenance maintenance) {
        try {
            return MaintenanceSelector.parse(maintenance.selector());
        } catch (InvalidOrderException e) {
            throw new IllegalStateException(
                    "the decider has taken a maintenance that it can't read: " + maintenance, e);
        }
    }

    /** The open incident about the target with the smallest id; null: there is none. */
    public @Nullable String incidentOf(String target) {
        TreeSet<String> ids = incidents.get(target);
        return ids == null ? null : ids.first();
    }

    /** Ids of the open incidents about the target. */
    public Set<String> incidentsOf(String target) {
        return Collections.unmodifiableSet(incidents.getOrDefault(target, new TreeSet<>()));
    }

    @Override
    public boolean hasIncident(String policy, String target) {
        return ofPolicies.containsKey(new Key(policy, target));
    }

    @Override
    public Map<String, Runs> runs() {
        return runs;
    }

    @Override
    public Map<String, Runs> departedRuns() {
        return departedRuns;
    }

    /** Targets that became disrupted or unhealthy since the last call, or are so no longer. */
    public SortedSet<String> drainChanged() {
        SortedSet<String> drained = new TreeSet<>(changed);
        changed.clear();
        return drained;
    }

    /** Other policies are used: which resources are known may be others. */
    public void forgetUsage() {
        usage = null;
    }

    /**
     * Costs as much as the bundle has resources when it was another bundle before.
     *
     * @param own a target that an incident holds → the resource as the incident knows it; null: that can't be told
     */
    public BudgetUsage usage(Bundle bundle, Function<String, @Nullable Resource> own) {
        BudgetUsage known = usage;
        if (known == null || !known.isOf(bundle)) {
            List<Resource> departed = new ArrayList<>();
            for (String target : leases) {
                Resource resource = bundle.resources().containsKey(target) ? null : own.apply(target);
                if (resource != null) {
                    departed.add(resource);
                }
            }
            known = new BudgetUsage(bundle, this, departed);
            usage = known;
        }
        return known;
    }

    private void update(Incident incident) {
        update(incident.target());
        if (usage != null) {
            usage.update(incident.policy(), incident.target(), this);
        }
    }

    /** It has begun, or ended. */
    private void update(Standing maintenance) {
        BudgetUsage known = usage;
        if (known != null) {
            known.resources().stream()
                    .filter(maintenance.selector()::selects)
                    .forEach(resource -> update(resource.name()));
        }
    }

    private void update(String target) {
        changed.add(target);
        if (usage != null) {
            usage.update(target, this);
        }
    }
}
