package dev.farrier.policy.source;

import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.source.Source.EventMapping;
import dev.farrier.policy.source.Source.TimeField;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a well-known tool writes its records in one format. What a source says itself overrides it, key by key.
 *
 * @param name as in {@code preset: NAME}; empty: the format without a preset
 * @param settings what the tool's records mean for the keys of the format
 */
public record SourcePreset(
        String name, FormatSettings settings, @Nullable TimeField time, EventMapping event) {
    /** A preset whose events have their time in this field, in UTC where it names no zone. */
    public static SourcePreset of(String name, String time, List<String> formats, EventMapping event) {
        return of(name, FormatSettings.NONE, time, formats, event);
    }

    public static SourcePreset of(
            String name, FormatSettings settings, String time, List<String> formats, EventMapping event) {
        return new SourcePreset(name, settings, new TimeField(time, formats, ZoneOffset.UTC), event);
    }

    /** Without a name, a time or labels. */
    public static SourcePreset plain(EventKind kind, String message) {
        return new SourcePreset(
                "",
                FormatSettings.NONE,
                null,
                new EventMapping(kind, "", "", "", message, "", Labels.empty(), List.of()));
    }

    /** {@code label=field}, or {@code label} where the field is called the same. */
    public static SortedMap<String, String> labels(String... labels) {
        TreeMap<String, String> map = new TreeMap<>();
        Arrays.stream(labels)
                .map(label -> label.split("=", 2))
                .forEach(pair -> map.put(pair[0], pair[pair.length - 1]));
        return map;
    }
}
