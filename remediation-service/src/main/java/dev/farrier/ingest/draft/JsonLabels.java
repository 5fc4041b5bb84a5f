package dev.farrier.ingest.draft;

import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Text;
import dev.farrier.ingest.input.Unreadable;
import tools.jackson.databind.JsonNode;

/** Labels out of an object of label → text. */
public final class JsonLabels {
    private JsonLabels() {}

    /** What becomes of a label that is called like a field of the event. */
    @FunctionalInterface
    public interface Reserved {
        String name(String label) throws Unreadable;
    }

    /** As they are written; what is null is missing. */
    public static void asWritten(Draft draft, JsonNode labels, Reserved reserved) throws Unreadable {
        if (labels.isMissingNode() || labels.isNull()) {
            return;
        }
        checkObject("labels", labels);
        for (var label : labels.properties()) {
            String name = Text.wellFormed(label.getKey());
            if (name.isEmpty()) {
                throw Unreadable.at("labels", "a label without a name");
            }
            draft.labels().put(reserved.name(name), Json.scalar("labels." + name, label.getValue()));
        }
    }

    /**
     * Attributes as other systems have them: named as Prometheus would name them, {@code service.name} as {@code
     * service_name}; an array or object as its JSON; a long value is cut. A name that is taken by a field of the event gets
     * {@code exported_} before it.
     */
    public static void adapted(Draft draft, String field, JsonNode attributes) throws Unreadable {
        if (attributes.isMissingNode() || attributes.isNull()) {
            return;
        }
        checkObject(field, attributes);
        for (var attribute : attributes.properties()) {
            JsonNode value = attribute.getValue();
            String text = value.isContainer()
                    ? Text.wellFormed(value.toString())
                    : Json.scalar(field + "." + attribute.getKey(), value);
            String name = adapted(attribute.getKey());
            if (!name.isEmpty() && !text.isEmpty()) {
                draft.labels().put(name, Text.cut(text, Limits.LABEL_VALUE_BYTES, Limits.CUT));
            }
        }
    }

    private static String adapted(String name) {
        StringBuilder out = new StringBuilder(name.length() + 1);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (digit && i == 0) {
                out.append('_');
            }
            out.append(digit || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? c : '_');
        }
        return exported(out.toString());
    }

    /** As Prometheus does with a label of a target that is called like one of its own. */
    public static String exported(String label) {
        return Draft.RESERVED.contains(label) ? "exported_" + label : label;
    }

    private static void checkObject(String field, JsonNode labels) throws Unreadable {
        if (!labels.isObject()) {
            throw Unreadable.at(field, "an object of label → text is expected, not " + Json.kind(labels));
        }
        // before anything is copied: an event may carry a million of them
        if (labels.size() > 2 * Limits.LABELS) {
            throw Unreadable.at(field, labels.size() + " labels; at most " + Limits.LABELS + " are taken");
        }
    }
}
