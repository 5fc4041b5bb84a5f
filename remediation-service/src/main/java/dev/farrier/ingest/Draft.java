package dev.farrier.ingest;

import dev.farrier.model.Alert;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An event in the making: read, not yet relabelled, not yet measured against the limits. */
final class Draft {
    /** What matchers call an event's own fields: a label of such a name could never be asked for. */
    static final Set<String> RESERVED = Set.of("name", "message", "severity", "source");

    final EventKind kind;
    final String id;
    final long time;
    final TreeMap<String, String> labels = new TreeMap<>();
    String name = "";
    String severity = "";
    String message = "";

    @Nullable
    Double value;

    @Nullable
    Alert alert;

    Draft(EventKind kind, String id, long time) {
        this.kind = kind;
        this.id = id;
        this.time = time;
    }

    /** A label's value, or a reserved name's; empty when missing. */
    String label(String source, String label) {
        return switch (label) {
            case "name" -> name;
            case "message" -> message;
            case "severity" -> severity;
            case "source" -> source;
            default -> labels.getOrDefault(label, "");
        };
    }

    Event toEvent(String source, long now) throws Unreadable {
        checkTime(now);
        checkLength("id", id, Limits.NAME_BYTES);
        checkLength("name", name, Limits.NAME_BYTES);
        checkLength("severity", severity, Limits.NAME_BYTES);
        labels.values().removeIf(String::isEmpty);
        if (labels.size() > Limits.LABELS) {
            throw Unreadable.at("labels", labels.size() + " labels; at most " + Limits.LABELS + " are taken");
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (label.getKey().length() > Limits.LABEL_NAME_CHARS) {
                throw Unreadable.at(
                        "labels",
                        "label name " + Unreadable.quote(label.getKey()) + " has "
                                + label.getKey().length() + " characters; at most " + Limits.LABEL_NAME_CHARS
                                + " are taken");
            }
            checkLength("labels." + label.getKey(), label.getValue(), Limits.LABEL_VALUE_BYTES);
        }
        String text = Text.cut(message, Limits.MESSAGE_BYTES, Limits.CUT);
        return new Event(id, source, kind, time, name, severity, text, labels, value, alert);
    }

    private void checkTime(long now) throws Unreadable {
        if (time > now + Limits.FUTURE_MILLIS) {
            throw Unreadable.at(
                    "time",
                    Instant.ofEpochMilli(time) + " is in the future: more than a day after " + Instant.ofEpochMilli(now)
                            + "; check the source's clock, zone and time formats");
        }
        if (time <= 0) {
            throw Unreadable.at(
                    "time",
                    Instant.ofEpochMilli(time) + " is not after 1970-01-01T00:00:00Z;"
                            + " check the source's clock and time formats");
        }
    }

    static void checkLength(String what, String text, int limit) throws Unreadable {
        if (text.length() > limit / 3 && Text.bytes(text) > limit) {
            throw Unreadable.at(what, Text.bytes(text) + " bytes; at most " + limit + " are taken");
        }
    }
}
