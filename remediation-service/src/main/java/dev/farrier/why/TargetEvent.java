package dev.farrier.why;

import dev.farrier.model.Event;
import java.util.Collection;
import java.util.Set;

/**
 * An event about the target that met something.
 *
 * @param met names of the alternatives that it met
 */
record TargetEvent(Event event, Set<String> met) {
    boolean isOf(Collection<String> alternatives) {
        return met.stream().anyMatch(alternatives::contains);
    }

    long time() {
        return event.time();
    }
}
