package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event of a source, in the form that all stages after ingest read.
 *
 * @param id the source's own id, else {@code topic/partition/offset}; two events with the same id are the same event
 * @param source name of the {@code Source} document that produced it
 * @param kind what sort of event
 * @param time event time, epoch milliseconds
 * @param name what happened, e.g. an alert name or a program; empty when the source gives none
 * @param severity empty when the source gives none
 * @param message free text; empty when the source gives none
 * @param labels sorted, unmodifiable; never contains empty values (an empty label is a missing label)
 * @param value a metric sample's value; null when the event is none
 * @param alert present exactly for kind {@link EventKind#ALERT}
 * @param annotations annotations of an alert; not part of its identity
 */
@RecordBuilder
public record Event(
        String id,
        String source,
        EventKind kind,
        long time,
        String name,
        String severity,
        String message,
        SortedMap<String, String> labels,
        @Nullable Double value,
        @Nullable Alert alert,
        SortedMap<String, String> annotations)
        implements EventView, EventBuilder.With {

    public Event {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(message, "message");
        labels = Labels.copyOf(labels);
        annotations = Labels.copyOf(annotations);
        if ((kind == EventKind.ALERT) != (alert != null)) {
            throw new IllegalArgumentException("kind " + kind + (alert == null ? " without" : " with") + " an alert");
        }
    }

    /** Without annotations. */
    public Event(
            String id,
            String source,
            EventKind kind,
            long time,
            String name,
            String severity,
            String message,
            SortedMap<String, String> labels,
            @Nullable Double value,
            @Nullable Alert alert) {
        this(id, source, kind, time, name, severity, message, labels, value, alert, Labels.empty());
    }

    /** A plain event without severity, value or alert; for events of Farrier itself, and tests. */
    public static Event of(
            String id,
            String source,
            EventKind kind,
            long time,
            String name,
            String message,
            Map<String, String> labels) {
        return new Event(id, source, kind, time, name, "", message, new TreeMap<>(labels), null, null);
    }

    /**
     * With this time at most, epoch milliseconds: an emitter whose clock was ahead would else make its later events late.
     */
    public Event notLaterThan(long latest) {
        return time <= latest ? this : withTime(latest);
    }

    /** The label's value, or one of the reserved {@code name, message, severity, source}; empty when missing. */
    @Override
    public String label(String label) {
        return switch (label) {
            case "name" -> name;
            case "message" -> message;
            case "severity" -> severity;
            case "source" -> source;
            default -> labels.getOrDefault(label, "");
        };
    }

    @Override
    public Event whole() {
        return this;
    }

    /** False only for an alert that says {@code resolved}: such an event never counts as a match. */
    public boolean firing() {
        return alert == null || alert.firing();
    }
}
