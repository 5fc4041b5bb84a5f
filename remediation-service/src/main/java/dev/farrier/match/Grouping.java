package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One distinct {@code groupBy}; policies that have the same one share it. Two that are not the same never give one group,
 * because no label of a group is empty.
 *
 * @param fields by name
 */
record Grouping(List<Field> fields) {

    static Grouping of(List<String> groupBy) {
        return new Grouping(groupBy.stream().sorted().distinct().map(Field::of).toList());
    }

    /** Null when the event lacks one of the labels. */
    @Nullable
    SortedMap<String, String> group(Event event) {
        if (fields.isEmpty()) {
            return Labels.empty();
        }
        String[] namesAndValues = new String[2 * fields.size()];
        for (int i = 0; i < fields.size(); i++) {
            String value = fields.get(i).of(event);
            if (value.isEmpty()) {
                return null;
            }
            namesAndValues[2 * i] = fields.get(i).label();
            namesAndValues[2 * i + 1] = value;
        }
        return Labels.of(namesAndValues);
    }

    /** The first of its labels that the event lacks; empty when there is none. */
    String missing(Event event) {
        for (Field field : fields) {
            if (field.of(event).isEmpty()) {
                return field.label();
            }
        }
        return "";
    }
}
