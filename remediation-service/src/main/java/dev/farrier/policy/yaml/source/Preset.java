package dev.farrier.policy.yaml.source;

import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.Source.EventMapping;
import dev.farrier.policy.Source.InputFormat;
import dev.farrier.policy.Source.TimeField;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a well-known tool writes its records in one format. What a source says itself overrides it, key by key.
 *
 * @param name as in {@code preset: NAME}; empty: what a format means without one
 * @param pattern for {@link InputFormat#LINE} only
 */
record Preset(
        String name,
        InputFormat format,
        @Nullable Pattern pattern,
        @Nullable TimeField time,
        EventMapping event) {

    /** Without labels; fields as in {@link EventMapping}. */
    static Preset of(String name, InputFormat format, String time, List<String> formats, EventMapping event) {
        return new Preset(name, format, null, new TimeField(time, formats, ZoneOffset.UTC), event);
    }

    /** What the format means where nothing is said. */
    static Preset plain(InputFormat format) {
        EventKind kind = switch (format) {
            case ALERTMANAGER -> EventKind.ALERT;
            case LINE -> EventKind.LOG;
            case JSON, EVENTS, COLLECTD, TELEGRAF, CLOUDEVENTS, OTLP, AVRO -> EventKind.EVENT;
        };
        String message = format.mapped() ? "message" : "";
        return new Preset(
                "", format, null, null, new EventMapping(kind, "", "", "", message, "", Labels.empty(), List.of()));
    }

    /** {@code label=field}, or {@code label} where the field is called the same. */
    static SortedMap<String, String> labels(String... labels) {
        TreeMap<String, String> map = new TreeMap<>();
        Arrays.stream(labels)
                .map(label -> label.split("=", 2))
                .forEach(pair -> map.put(pair[0], pair[pair.length - 1]));
        return map;
    }
}
