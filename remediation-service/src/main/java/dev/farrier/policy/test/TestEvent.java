package dev.farrier.policy.test;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a source says in a test: a record as it would come in, or the event itself.
 *
 * @param line a raw record of the source; null: what follows is the event
 * @param value null: it is no sample
 * @param resolved only for alerts: true for {@code resolved}, false for {@code firing}
 */
public record TestEvent(
        String source,
        @Nullable String line,
        String name,
        String severity,
        String message,
        SortedMap<String, String> labels,
        @Nullable Double value,
        boolean resolved) {}
