package dev.farrier.policy.yaml.test;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a source sends in a test: a raw record, or an event.
 *
 * @param line a raw record of the source; null: the other fields are the event
 * @param value null: the event is no sample
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
