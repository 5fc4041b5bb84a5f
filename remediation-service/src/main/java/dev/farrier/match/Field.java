package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.model.EventView;

/** What a matcher looks at, found out once: as {@link Event#label}. */
record Field(Kind kind, String label) {
    enum Kind {
        NAME,
        MESSAGE,
        SEVERITY,
        SOURCE,
        LABEL
    }

    static Field of(String label) {
        Kind kind = switch (label) {
            case "name" -> Kind.NAME;
            case "message" -> Kind.MESSAGE;
            case "severity" -> Kind.SEVERITY;
            case "source" -> Kind.SOURCE;
            default -> Kind.LABEL;
        };
        return new Field(kind, label);
    }

    /** The same of an event that is not decoded yet. */
    String of(EventView event) {
        return kind == Kind.SOURCE ? event.source() : event.label(label);
    }

    /** Its hash, without making a text of it where that can be avoided. */
    long hash(EventView event) {
        return event.hash(label);
    }

    /** Empty when missing. */
    String of(Event event) {
        return switch (kind) {
            case NAME -> event.name();
            case MESSAGE -> event.message();
            case SEVERITY -> event.severity();
            case SOURCE -> event.source();
            case LABEL -> event.labels().getOrDefault(label, "");
        };
    }
}
