package dev.farrier.ingest.format;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes a record of fields of a CloudEvent. */
final class CloudEvent {
    private static final String KAFKA_PREFIX = "ce_";
    private static final String HTTP_PREFIX = "ce-";
    private static final List<String> REQUIRED = List.of("id", "source", "type");
    private static final Set<String> OWN = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "dataschema",
            "data",
            "data_base64");

    private CloudEvent() {}

    /** The JSON form of an event in binary mode, so that an event in either mode gives the same record. */
    static ObjectNode binary(Map<String, String> attributes, String contentType, byte[] body)
            throws UnreadableException {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        attributes.forEach((name, value) -> event.put(name, Utf8.wellFormed(value)));
        if (!contentType.isEmpty()) {
            event.put("datacontenttype", contentType);
        }
        if (body.length > 0) {
            event.set("data", data(contentType, body));
        }
        return event;
    }

    /**
     * The attributes and {@code data} as fields, the extensions also together as {@code extensions}, and {@code source_id},
     * which is unique for each event. An event without a time gets the time of its arrival.
     */
    static ObjectNode record(JsonNode event, Arrival arrival) throws UnreadableException {
        if (!event.isObject()) {
            throw UnreadableException.at("", "a CloudEvent is an object, not " + JsonInput.describe(event));
        }
        if (event.size() > 3 * IngestLimits.LABELS) {
            throw UnreadableException.at(
                    "", event.size() + " attributes; at most " + 3 * IngestLimits.LABELS + " are taken");
        }
        checkRequired(event);
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        ObjectNode extensions = JsonNodeFactory.instance.objectNode();
        event.properties().forEach(attribute -> {
            record.set(attribute.getKey(), attribute.getValue());
            if (!OWN.contains(attribute.getKey())) {
                extensions.set(attribute.getKey(), attribute.getValue());
            }
        });
        record.set("extensions", extensions);
        record.put(
                "source_id",
                JsonInput.scalar("source", event.path("source")) + "/" + JsonInput.scalar("id", event.path("id")));
        String base64 = JsonInput.scalar("data_base64", event.path("data_base64"));
        if (!base64.isEmpty()) {
            String contentType = JsonInput.scalar("datacontenttype", event.path("datacontenttype"));
            record.set("data", data(CloudEventsFormat.mediaType(contentType), decoded(base64)));
        }
        if (arrival.receivedAt() != null
                && JsonInput.scalar("time", event.path("time")).isEmpty()) {
            record.put("time", Instant.ofEpochMilli(arrival.receivedAt()).toString());
        }
        return record;
    }

    private static void checkRequired(JsonNode event) throws UnreadableException {
        String version = JsonInput.scalar("specversion", event.path("specversion"));
        if (!version.startsWith("1.")) {
            throw UnreadableException.at(
                    "specversion",
                    version.isEmpty()
                            ? "is missing; a CloudEvent has ce_specversion among its headers, or content-type"
                                    + " application/cloudevents+json and specversion in its body"
                            : UnreadableException.quote(version) + " is not supported; send 1.0");
        }
        for (String attribute : REQUIRED) {
            if (JsonInput.scalar(attribute, event.path(attribute)).isEmpty()) {
                throw UnreadableException.at(attribute, "is missing; every CloudEvent has one");
            }
        }
    }

    /**
     * As JSON when the content type says so, or when there is no content type and the bytes are JSON; else as text; as
     * Base64 when the bytes are not UTF-8.
     */
    private static JsonNode data(String contentType, byte[] bytes) throws UnreadableException {
        boolean json = contentType.endsWith("/json") || contentType.endsWith("+json");
        String text;
        try {
            text = Utf8.decode(bytes, IngestLimits.RECORD_BYTES);
        } catch (UnreadableException e) {
            if (json || e.isTooLarge()) {
                throw e.within("data");
            }
            return JsonNodeFactory.instance.stringNode(Base64.getEncoder().encodeToString(bytes));
        }
        if (json || contentType.isEmpty()) {
            try {
                return JsonInput.lenient(text);
            } catch (UnreadableException e) {
                if (json) {
                    throw e.within("data");
                }
            }
        }
        return JsonNodeFactory.instance.stringNode(text);
    }

    private static byte[] decoded(String base64) throws UnreadableException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw UnreadableException.at("data_base64", "is not Base64: " + e.getMessage());
        }
    }

    /** The attributes of an event in binary mode: name → value; empty when no header is one. */
    static Map<String, String> headerAttributes(Map<String, String> headers) throws UnreadableException {
        TreeMap<String, String> attributes = new TreeMap<>();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            if (name.startsWith(KAFKA_PREFIX)) {
                attributes.put(name.substring(KAFKA_PREFIX.length()), header.getValue());
            } else if (name.startsWith(HTTP_PREFIX)) {
                attributes.put(name.substring(HTTP_PREFIX.length()), percentDecoded(header.getValue()));
            }
        }
        if (attributes.size() > 2 * IngestLimits.LABELS) {
            throw UnreadableException.at(
                    "", attributes.size() + " attributes; at most " + 2 * IngestLimits.LABELS + " are taken");
        }
        return attributes;
    }

    /** HTTP's headers carry what is not printable ASCII as percent-encoded UTF-8; a stray percent sign stays one. */
    private static String percentDecoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
            if (value.charAt(i) == '%' && high >= 0 && low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.writeBytes(Character.toString(value.charAt(i)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
