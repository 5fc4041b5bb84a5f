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

/** What OTLP wraps: attributes, values of any type, times. */
final class OtlpValues {
    private static final BigInteger NANOS_PER_MILLI = BigInteger.valueOf(1_000_000);
    private static final int MAX_DIGITS = 20;

    private OtlpValues() {}

    /** {@code [{"key": …, "value": {…}}]} as an object; of equal keys the last one counts. */
    static ObjectNode attributes(String where, JsonNode list) throws UnreadableException {
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

    /** An AnyValue as plain JSON; null when it is none. A whole number stays the text that it comes as. */
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

    /** The first of these times that is said, in epoch milliseconds; nobody knows: null. Zero stands for none. */
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
