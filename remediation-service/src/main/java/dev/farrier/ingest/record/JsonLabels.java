package dev.farrier.ingest.record;

import tools.jackson.databind.JsonNode;

/** Labels out of an object of label → text. */
public final class JsonLabels {
    private JsonLabels() {}

    /** Gives a label its name, since some names belong to fields of the event. */
    @FunctionalInterface
    public interface Reserved {
        String name(String label) throws UnreadableException;
    }

    /** Takes labels as they are written; a null counts as missing. */
    public static void asWritten(EventDraft draft, JsonNode labels, Reserved reserved) throws UnreadableException {
        if (labels.isMissingNode() || labels.isNull()) {
            return;
        }
        checkObject("labels", labels);
        for (var label : labels.properties()) {
            String name = Utf8.wellFormed(label.getKey());
            if (name.isEmpty()) {
                throw UnreadableException.at("labels", "a label without a name");
            }
            draft.labels().put(reserved.name(name), JsonInput.scalar("labels." + name, label.getValue()));
        }
    }

    /**
     * Makes labels of the attributes of other systems: named as Prometheus would name them, {@code service.name} as {@code
     * service_name}; an array or object as its JSON; a long value is cut. A name that is taken by a field of the event gets
     * {@code exported_} before it.
     */
    public static void adapted(EventDraft draft, String field, JsonNode attributes) throws UnreadableException {
        if (attributes.isMissingNode() || attributes.isNull()) {
            return;
        }
        checkObject(field, attributes);
        for (var attribute : attributes.properties()) {
            JsonNode value = attribute.getValue();
            String text = value.isContainer()
                    ? Utf8.wellFormed(value.toString())
                    : JsonInput.scalar(field + "." + attribute.getKey(), value);
            String name = adapted(attribute.getKey());
            if (!name.isEmpty() && !text.isEmpty()) {
                draft.labels().put(name, Utf8.cut(text, IngestLimits.LABEL_VALUE_BYTES, IngestLimits.CUT));
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
        return EventDraft.RESERVED.contains(label) ? "exported_" + label : label;
    }

    private static void checkObject(String field, JsonNode labels) throws UnreadableException {
        if (!labels.isObject()) {
            throw UnreadableException.at(
                    field, "an object of label → text is expected, not " + JsonInput.describe(labels));
        }
        // before anything is copied: an event may carry a million of them
        if (labels.size() > 2 * IngestLimits.LABELS) {
            throw UnreadableException.at(
                    field, labels.size() + " labels; at most " + IngestLimits.LABELS + " are taken");
        }
    }
}
