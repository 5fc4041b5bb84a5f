package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A policy's {@code groupBy}. */
record Grouping(List<String> labels) {

    static Grouping of(List<String> groupBy) {
        return new Grouping(groupBy.stream().sorted().distinct().toList());
    }

    /** Null when the event lacks one of the labels. */
    @Nullable
    SortedMap<String, String> group(Event event) {
        if (labels.isEmpty()) {
            return Labels.empty();
        }
        String[] namesAndValues = new String[2 * labels.size()];
        for (int i = 0; i < labels.size(); i++) {
            String value = event.label(labels.get(i));
            if (value.isEmpty()) {
                return null;
            }
            namesAndValues[2 * i] = labels.get(i);
            namesAndValues[2 * i + 1] = value;
        }
        return Labels.of(namesAndValues);
    }

    /** The first label that the event lacks; empty when there is none. */
    String missing(Event event) {
        return labels.stream()
                .filter(label -> event.label(label).isEmpty())
                .findFirst()
                .orElse("");
    }
}
