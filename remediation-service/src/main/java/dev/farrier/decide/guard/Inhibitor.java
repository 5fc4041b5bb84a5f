package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Maintenance;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.text.Phrases;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an incident waits for the end of: an open incident about something that its target depends on, directly or over others, or
 * a maintenance of that; or one that inhibits it by a rule. It does not matter what becomes of that incident: one that waits for its own inhibitor, or for a person who
 * was called, inhibits as well.
 *
 * @param why one line for people
 * @param queue of what ends the wait
 */
record Inhibitor(String why, String queue) {
    /** A resource on the way up from the target. */
    private record Place(Resource resource, @Nullable Place below) {
        /** The resources below it, but for the lowest. */
        List<String> between() {
            Deque<String> names = new ArrayDeque<>();
            for (Place at = below; at != null && at.below != null; at = at.below) {
                names.addFirst(at.resource.name());
            }
            return List.copyOf(names);
        }
    }

    /** By the inventory and the rules in force; null: there is none. */
    static @Nullable Inhibitor of(DecisionContext context, Incident incident) {
        Place parent = nearest(
                context,
                incident,
                resource -> context.state.health().incidentOf(resource.name()) != null
                        || context.state.health().maintenanceOf(resource) != null);
        return parent == null ? RuleInhibition.of(context, incident) : ofParent(context, parent);
    }

    private static Inhibitor ofParent(DecisionContext context, Place parent) {
        String name = parent.resource.name();
        List<String> over = parent.between();
        String ill = context.state.health().incidentOf(name);
        Maintenance maintenance = context.state.health().maintenanceOf(parent.resource);
        return new Inhibitor(
                "it depends on " + name + (over.isEmpty() ? "" : " (over " + Phrases.and(over) + ")") + ", which is "
                        + (ill != null || maintenance == null
                                ? "ill: incident " + ill + " is open"
                                : maintenance.text()),
                WakeCondition.health(name));
    }

    /** Ids of all open incidents about what the incident's target depends on, directly or over others. */
    static Set<String> above(DecisionContext context, Incident incident) {
        Set<String> ids = new HashSet<>();
        nearest(context, incident, resource -> {
            ids.addAll(context.state.health().incidentsOf(resource.name()));
            return false;
        });
        return ids;
    }

    /** The nearest resource that the target depends on, and that is wanted; null: there is none. */
    private static @Nullable Place nearest(DecisionContext context, Incident incident, Predicate<Resource> wanted) {
        Bundle bundle = rules(context, incident);
        Resource target = bundle == null ? null : bundle.resources().get(incident.target());
        if (target == null && context.isUsable(incident)) {
            target = context.bundle(incident).resources().get(incident.target()); // it has left the inventory
        }
        if (bundle == null || target == null) {
            return null;
        }
        Set<String> visited = new HashSet<>(Set.of(target.name()));
        Deque<Place> next = new ArrayDeque<>(List.of(new Place(target, null)));
        while (!next.isEmpty()) {
            Place place = next.remove();
            for (String name : place.resource.dependsOn()) {
                Resource parent = bundle.resources().get(name);
                if (parent == null || !visited.add(name)) {
                    continue;
                }
                Place above = new Place(parent, place);
                if (wanted.test(parent)) {
                    return above;
                }
                next.add(above);
            }
        }
        return null;
    }

    /** The policies whose inventory and rules count: those in force, else the incident's own; null: core can use neither. */
    static @Nullable Bundle rules(DecisionContext context, Incident incident) {
        Bundle inForce = context.callingBundle();
        return inForce == null && context.isUsable(incident) ? context.bundle(incident) : inForce;
    }
}
