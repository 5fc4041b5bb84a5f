package dev.farrier.ingest.format;

import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a log record or a sample of a metric inherits, and how OTLP writes attributes, values and times.
 *
 * @param where the place in the request, such as {@code resourceLogs[0].scopeLogs[1]}
 * @param resource attributes of the resource
 * @param scope name, version and attributes of the instrumentation scope
 */
record OtlpScope(String where, ObjectNode resource, ObjectNode scope) {
    private static final BigInteger NANOS_PER_MILLI = BigInteger.valueOf(1_000_000);
    private static final int MAX_DIGITS = 20;

    static OtlpScope of(String where) {
        return new OtlpScope(where, JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
    }

    OtlpScope within(String array, int index) {
        return new OtlpScope(where + "." + array + "[" + index + "]", resource, scope);
    }

    OtlpScope withResource(JsonNode node) throws UnreadableException {
        return new OtlpScope(where, attributes("resource.attributes", node.path("attributes")), scope);
    }

    OtlpScope withScope(JsonNode node) throws UnreadableException {
        ObjectNode newScope = JsonNodeFactory.instance.objectNode();
        newScope.put("name", JsonInput.scalar("scope.name", node.path("name")));
        newScope.put("version", JsonInput.scalar("scope.version", node.path("version")));
        newScope.set("attributes", attributes("scope.attributes", node.path("attributes")));
        return new OtlpScope(where, resource, newScope);
    }

    /** A new record with what it inherits and with its own attributes. */
    ObjectNode newRecord(JsonNode attributes) throws UnreadableException {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.set("resource", resource);
        record.set("scope", scope);
        record.set("attributes", attributes("attributes", attributes));
        return record;
    }

    /** {@code [{"key": …, "value": {…}}]} as an object; of equal keys the last one counts. */
    private static ObjectNode attributes(String where, JsonNode list) throws UnreadableException {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        if (list.isMissingNode() || list.isNull()) {
            return attributes;
        }
        if (!list.isArray()) {
            throw UnreadableException.at(where, "an array of attributes is expected, not " + JsonInput.describe(list));
        }
        if (list.size() > 2 * IngestLimits.LABELS) {
            throw UnreadableException.at(
                    where, list.size() + " attributes; at most " + IngestLimits.LABELS + " are taken");
        }
        for (JsonNode attribute : list) {
            attributes.set(
                    JsonInput.scalar(where + ".key", attribute.path("key")), value(where, attribute.path("value")));
        }
        return attributes;
    }

    /**
     * An AnyValue as plain JSON; JSON's null when it holds no value. A whole number stays a text, as it is written in OTLP.
     */
    static JsonNode value(String where, JsonNode any) throws UnreadableException {
        if (any.has("arrayValue")) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (JsonNode item : any.path("arrayValue").path("values")) {
                array.add(value(where, item));
            }
            return array;
        }
        if (any.has("kvlistValue")) {
            return attributes(where, any.path("kvlistValue").path("values"));
        }
        for (String type : new String[] {"stringValue", "intValue", "doubleValue", "boolValue", "bytesValue"}) {
            JsonNode value = any.path(type);
            if (!value.isMissingNode()) {
                return JsonNodeFactory.instance.stringNode(JsonInput.scalar(where, value));
            }
        }
        return JsonNodeFactory.instance.nullNode();
    }

    /** The first of these fields that holds a time, in epoch milliseconds; 0 stands for none. */
    static @Nullable Long time(JsonNode of, @Nullable Long otherwise, String... fields) throws UnreadableException {
        for (String field : fields) {
            String text = JsonInput.scalar(field, of.path(field));
            if (text.isEmpty() || text.equals("0")) {
                continue;
            }
            boolean number = text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!number) {
                throw UnreadableException.at(
                        field, UnreadableException.quote(text) + " is not a number of nanoseconds since 1970");
            }
            return new BigInteger(text).divide(NANOS_PER_MILLI).longValueExact();
        }
        return otherwise;
    }
}
