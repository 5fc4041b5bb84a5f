package dev.farrier.ingest.mapping;

import com.google.re2j.Matcher;
import dev.farrier.ingest.draft.Draft;
import dev.farrier.ingest.draft.JsonLabels;
import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Text;
import dev.farrier.ingest.input.Unreadable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a record consists of before its {@code Source} says which field means what. */
public sealed interface Fields {
    /**
     * The field as text; empty when missing.
     *
     * @throws Unreadable when it is there but is not one text
     */
    String text(String field) throws Unreadable;

    /** The same for free text: what has a structure of its own is shown as it was written. */
    String freeText(String field) throws Unreadable;

    /** Makes a label of each field of this object; nothing when there is none. */
    void labels(String field, Draft into) throws Unreadable;

    /**
     * The line as a whole is the field {@code message}.
     *
     * @param line without its line end
     */
    static Fields ofLine(String line) {
        return new WholeLine(line);
    }

    static Fields ofJson(JsonNode node) throws Unreadable {
        if (!node.isObject()) {
            throw Unreadable.otherShape("", "a JSON object is expected, one a record, not " + Json.kind(node));
        }
        return new JsonObject(node);
    }

    record WholeLine(String line) implements Fields {
        @Override
        public String text(String field) {
            return field.equals("message") ? line : "";
        }

        @Override
        public String freeText(String field) {
            return text(field);
        }

        @Override
        public void labels(String field, Draft into) {}
    }

    /**
     * The named groups of a pattern that has matched a line. A name can stand in a pattern only once: where {@code host}
     * has found nothing, {@code host_2} counts, and so on.
     */
    record Line(Matcher matcher) implements Fields {
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
        public void labels(String field, Draft into) {}
    }

    /** {@code host.name} is a field of that very name, or {@code name} within {@code host}. */
    record JsonObject(JsonNode object) implements Fields {
        @Override
        public String text(String field) throws Unreadable {
            JsonNode node = find(object, field);
            String number = node.isMissingNode() ? SyslogPriority.number(field) : null;
            if (number != null) {
                JsonNode priority = find(object, number);
                return priority.isValueNode() ? SyslogPriority.name(field, priority.asString("")) : "";
            }
            return Json.isBytes(node) ? Json.bytes(node) : Json.scalar(field, node);
        }

        @Override
        public String freeText(String field) throws Unreadable {
            JsonNode node = find(object, field);
            return Json.isBytes(node)
                    ? Json.bytes(node)
                    : node.isContainer() ? Text.wellFormed(node.toString()) : Json.scalar(field, node);
        }

        @Override
        public void labels(String field, Draft into) throws Unreadable {
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
