package dev.farrier.policy.yaml.document;

import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Nearest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code dependsOn} of the resources of all inventories. The checks cost as much as is written, however deep it goes. */
final class DependencyReader {
    private static final int NAMED = 10;
    /** A name costs as much as there are resources, and thousands are wrong when a file is missing. */
    private static final int MOST_HINTS = 20;

    private final Problems problems;
    /** Resource → what it depends on, as written; only those that depend on something. */
    private final Map<String, List<Scalar>> written = new LinkedHashMap<>();

    private final Set<String> checked = new HashSet<>();
    /** Unknown name → what to write instead. */
    private final Map<String, String> hints = new HashMap<>();

    DependencyReader(Problems problems) {
        this.problems = problems;
    }

    /** @return the names, each once */
    List<String> read(String resource, List<Scalar> dependsOn) {
        if (!dependsOn.isEmpty()) {
            written.putIfAbsent(resource, dependsOn);
        }
        Set<String> names = new LinkedHashSet<>();
        dependsOn.forEach(scalar -> names.add(scalar.text()));
        return List.copyOf(names);
    }

    /** @param known names of all resources */
    void check(Set<String> known) {
        written.forEach((resource, dependsOn) -> {
            for (Scalar scalar : dependsOn) {
                String name = scalar.text();
                if (name.equals(resource)) {
                    problems.error(scalar.location(), "resource '" + name + "' depends on itself: remove it");
                } else if (!known.contains(name)) {
                    problems.error(scalar.location(), "unknown resource '" + name + "': " + hint(name, known));
                }
            }
        });
        written.keySet().forEach(this::findCircle);
    }

    private String hint(String name, Set<String> known) {
        return hints.computeIfAbsent(name, unknown -> {
            String near = hints.size() < MOST_HINTS ? Nearest.find(unknown, known) : null;
            return near == null ? "write the name of a resource of an inventory" : "did you mean '" + near + "'?";
        });
    }

    /** One resource on the way down, and where the way goes on from it. */
    private record Place(String resource, Iterator<Scalar> next) {}

    /** Follows what this resource depends on, without recursion: a way may have thousands of resources. */
    private void findCircle(String first) {
        Deque<Place> way = new ArrayDeque<>();
        Set<String> onWay = new HashSet<>();
        enter(first, way, onWay);
        while (!way.isEmpty()) {
            Place place = way.getLast();
            if (!place.next.hasNext()) {
                onWay.remove(place.resource);
                way.removeLast();
                continue;
            }
            Scalar next = place.next.next();
            if (onWay.contains(next.text()) && !next.text().equals(place.resource)) {
                problems.error(next.location(), circle(next.text(), way));
            } else {
                enter(next.text(), way, onWay);
            }
        }
    }

    private void enter(String resource, Deque<Place> way, Set<String> onWay) {
        @Nullable List<Scalar> dependsOn = written.get(resource);
        if (dependsOn != null && checked.add(resource)) {
            way.addLast(new Place(resource, dependsOn.iterator()));
            onWay.add(resource);
        }
    }

    private static String circle(String begin, Deque<Place> way) {
        List<String> names = new ArrayList<>();
        way.forEach(place -> {
            if (!names.isEmpty() || place.resource.equals(begin)) {
                names.add(place.resource);
            }
        });
        int left = names.size() - NAMED;
        String shown = left <= 0
                ? String.join(" → ", names)
                : String.join(" → ", names.subList(0, NAMED)) + " → … " + left + " more";
        return "a circle of dependsOn: " + shown + " → " + begin
                + ": remove this one, or another of them; write only what must be well so that the resource can be";
    }
}
