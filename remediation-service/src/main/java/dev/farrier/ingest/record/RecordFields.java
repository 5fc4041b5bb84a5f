package dev.farrier.ingest.record;

import com.google.re2j.Matcher;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The fields of a record, before the source's mapping says which of them means what. */
public sealed interface RecordFields {
    /**
     * The field as text; empty when missing.
     *
     * @throws UnreadableException when it is there but is not one text
     */
    String text(String field) throws UnreadableException;

    /** The same for free text: an object or array gives its JSON. */
    String freeText(String field) throws UnreadableException;

    /** Makes a label of each field of this object; nothing when there is none. */
    void labels(String field, EventDraft into) throws UnreadableException;

    /**
     * The line as a whole is the field {@code message}.
     *
     * @param line without its line end
     */
    static RecordFields ofLine(String line) {
        return new WholeLine(line);
    }

    static RecordFields ofJson(JsonNode node) throws UnreadableException {
        if (!node.isObject()) {
            throw UnreadableException.otherShape(
                    "", "a JSON object is expected, one a record, not " + JsonInput.describe(node));
        }
        return new ObjectFields(node);
    }

    record WholeLine(String line) implements RecordFields {
        @Override
        public String text(String field) {
            return field.equals("message") ? line : "";
        }

        @Override
        public String freeText(String field) {
            return text(field);
        }

        @Override
        public void labels(String field, EventDraft into) {}
    }

    /**
     * The named groups of a pattern that has matched a line. A name can stand in a pattern only once: where {@code host}
     * has found nothing, {@code host_2} counts, and so on.
     */
    record PatternGroups(Matcher matcher) implements RecordFields {
        @Override
        public String text(String field) {
            String text = group(field);
            for (int i = 2; text == null && matcher.pattern().namedGroups().containsKey(field + "_" + i); i++) {
                text = group(field + "_" + i);
            }
            String number = text == null ? SyslogPriority.number(field) : null;
            return number == null ? Objects.requireNonNullElse(text, "") : SyslogPriority.name(field, text(number));
        }

        private @Nullable String group(String name) {
            Integer group = matcher.pattern().namedGroups().get(name);
            return group == null ? null : matcher.group(group);
        }

        @Override
        public String freeText(String field) {
            return text(field);
        }

        @Override
        public void labels(String field, EventDraft into) {}
    }

    /** {@code host.name} is a field of that very name, or {@code name} within {@code host}. */
    record ObjectFields(JsonNode object) implements RecordFields {
        @Override
        public String text(String field) throws UnreadableException {
            JsonNode node = find(object, field);
            String number = node.isMissingNode() ? SyslogPriority.number(field) : null;
            if (number != null) {
                JsonNode priority = find(object, number);
                return priority.isValueNode() ? SyslogPriority.name(field, priority.asString("")) : "";
            }
            return JsonInput.isByteArray(node) ? JsonInput.byteArrayText(node) : JsonInput.scalar(field, node);
        }

        @Override
        public String freeText(String field) throws UnreadableException {
            JsonNode node = find(object, field);
            return JsonInput.isByteArray(node)
                    ? JsonInput.byteArrayText(node)
                    : node.isContainer() ? Utf8.wellFormed(node.toString()) : JsonInput.scalar(field, node);
        }

        @Override
        public void labels(String field, EventDraft into) throws UnreadableException {
            JsonLabels.adapted(into, field, find(object, field));
        }

        private static JsonNode find(JsonNode node, String path) {
            JsonNode found = node.path(path);
            for (int dot = path.indexOf('.'); found.isMissingNode() && dot >= 0; dot = path.indexOf('.', dot + 1)) {
                JsonNode inner = node.path(path.substring(0, dot));
                if (inner.isObject()) {
                    found = find(inner, path.substring(dot + 1));
                }
            }
            return found;
        }
    }
}
