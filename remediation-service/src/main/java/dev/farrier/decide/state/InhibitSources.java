package dev.farrier.decide.state;

import dev.farrier.model.Incident;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.InhibitRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The open incidents that each inhibit rule takes for a source, by the values of its {@code equal} labels: an index of {@link
 * DeciderState}. So the question for one incident costs as much as there are rules, and sources with the same values before the first that
 * counts.
 */
public final class InhibitSources {
    private final Bundle bundle;
    private final Map<Key, TreeSet<String>> sources = new HashMap<>();
    private final Map<String, List<Key>> ofIncidents = new HashMap<>();

    /** @param rule its place in the bundle */
    private record Key(int rule, List<String> equalValues) {}

    InhibitSources(Bundle bundle, Collection<Incident> open) {
        this.bundle = bundle;
        open.forEach(this::add);
    }

    boolean isOf(Bundle other) {
        return bundle == other;
    }

    /** Whether it can be a source at all; as what others depend on. */
    private static boolean counts(Incident incident) {
        return TargetHealth.counts(incident) && !Watchdog.is(incident.policy());
    }

    void add(Incident incident) {
        if (bundle.inhibitRules().isEmpty() || !counts(incident)) {
            return;
        }
        UnaryOperator<String> labels =
                IncidentMatchers.labels(incident, bundle.resources().get(incident.target()), null);
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < bundle.inhibitRules().size(); i++) {
            InhibitRule rule = bundle.inhibitRules().get(i);
            if (rule.source().hold(labels)) {
                keys.add(new Key(i, rule.equalValues(labels)));
            }
        }
        if (!keys.isEmpty()) {
            ofIncidents.put(incident.id(), keys);
            keys.forEach(
                    key -> sources.computeIfAbsent(key, none -> new TreeSet<>()).add(incident.id()));
        }
    }

    void remove(String incident) {
        List<Key> keys = ofIncidents.remove(incident);
        if (keys != null) {
            keys.forEach(key ->
                    sources.computeIfPresent(key, (same, ids) -> ids.remove(incident) && ids.isEmpty() ? null : ids));
        }
    }

    /** Ids of the sources with these values. */
    public SortedSet<String> of(int rule, List<String> equalValues) {
        return Collections.unmodifiableSortedSet(sources.getOrDefault(new Key(rule, equalValues), new TreeSet<>()));
    }
}
