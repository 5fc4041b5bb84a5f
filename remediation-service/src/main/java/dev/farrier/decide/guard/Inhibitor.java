package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
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
import org.jspecify.annotations.Nullable;

/**
 * A resource with an open incident, or in maintenance, that another one depends on, directly or over others. It does not matter what becomes of that
 * incident: one that waits for its own inhibitor, or for a person who was called, inhibits as well.
 *
 * @param why it is ill, for people
 * @param over what lies between them; empty: nothing
 */
record Inhibitor(String resource, String why, List<String> over) {
    Inhibitor {
        over = List.copyOf(over);
    }

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

    /** The nearest one of the incident's target, by the inventory in force; null: there is none. */
    static @Nullable Inhibitor of(DecisionContext context, Incident incident) {
        Bundle inForce = context.callingBundle();
        Bundle own = context.bundle(incident);
        Bundle bundle = inForce == null ? own : inForce;
        Resource target = bundle.resources().get(incident.target());
        if (target == null) {
            target = own.resources().get(incident.target()); // it has left the inventory
        }
        return target == null || target.dependsOn().isEmpty() ? null : nearest(context, bundle, target);
    }

    private static @Nullable Inhibitor nearest(DecisionContext context, Bundle bundle, Resource target) {
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
                String ill = context.state.health().incidentOf(name);
                if (ill != null) {
                    return new Inhibitor(name, "is ill: incident " + ill + " is open", above.between());
                }
                Maintenance maintenance = context.state.health().maintenanceOf(parent);
                if (maintenance != null) {
                    return new Inhibitor(name, "is " + maintenance.text(), above.between());
                }
                next.add(above);
            }
        }
        return null;
    }

    /** One line for people. */
    String text() {
        return "it depends on " + resource + (over.isEmpty() ? "" : " (over " + Phrases.and(over) + ")") + ", which "
                + why;
    }
}
