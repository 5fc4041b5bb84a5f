package dev.farrier.ingest.format.cloudevents;

import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Text;
import dev.farrier.ingest.input.Unreadable;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One event in CloudEvents' JSON form, and the record of fields that is made of it. */
final class CloudEvent {
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

    /** The JSON form of an event in binary mode; the same event reads the same whichever way it comes. */
    static ObjectNode binary(Map<String, String> attributes, String contentType, byte[] body) throws Unreadable {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        attributes.forEach((name, value) -> event.put(name, Text.wellFormed(value)));
        if (!contentType.isEmpty()) {
            event.put("datacontenttype", contentType);
        }
        if (body.length > 0) {
            event.set("data", data(contentType, body));
        }
        return event;
    }

    /**
     * The attributes as fields, extensions once more by themselves as {@code extensions}, {@code data}, and {@code
     * source_id}, which tells the event from all others. Without a time, that of its arrival.
     */
    static ObjectNode record(JsonNode event, Arrival arrival) throws Unreadable {
        if (!event.isObject()) {
            throw Unreadable.at("", "a CloudEvent is an object, not " + Json.kind(event));
        }
        if (event.size() > 3 * Limits.LABELS) {
            throw Unreadable.at("", event.size() + " attributes; at most " + 3 * Limits.LABELS + " are taken");
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
                "source_id", Json.scalar("source", event.path("source")) + "/" + Json.scalar("id", event.path("id")));
        String base64 = Json.scalar("data_base64", event.path("data_base64"));
        if (!base64.isEmpty()) {
            String contentType = Json.scalar("datacontenttype", event.path("datacontenttype"));
            record.set("data", data(CloudEventsFormat.mediaType(contentType), decoded(base64)));
        }
        if (arrival.receivedAt() != null
                && Json.scalar("time", event.path("time")).isEmpty()) {
            record.put("time", Instant.ofEpochMilli(arrival.receivedAt()).toString());
        }
        return record;
    }

    private static void checkRequired(JsonNode event) throws Unreadable {
        String version = Json.scalar("specversion", event.path("specversion"));
        if (!version.startsWith("1.")) {
            throw Unreadable.at(
                    "specversion",
                    version.isEmpty()
                            ? "is missing; a CloudEvent has ce_specversion among its headers, or content-type"
                                    + " application/cloudevents+json and specversion in its body"
                            : Unreadable.quote(version) + " is not supported; send 1.0");
        }
        for (String attribute : REQUIRED) {
            if (Json.scalar(attribute, event.path(attribute)).isEmpty()) {
                throw Unreadable.at(attribute, "is missing; every CloudEvent has one");
            }
        }
    }

    /** JSON where it is said to be, or nothing is said and it is; else text; else, being neither, Base64. */
    private static JsonNode data(String contentType, byte[] bytes) throws Unreadable {
        boolean json = contentType.endsWith("/json") || contentType.endsWith("+json");
        String text;
        try {
            text = Text.decode(bytes, Limits.RECORD_BYTES);
        } catch (Unreadable e) {
            if (json || e.isTooLarge()) {
                throw e.within("data");
            }
            return JsonNodeFactory.instance.stringNode(Base64.getEncoder().encodeToString(bytes));
        }
        if (json || contentType.isEmpty()) {
            try {
                return Json.lenient(text);
            } catch (Unreadable e) {
                if (json) {
                    throw e.within("data");
                }
            }
        }
        return JsonNodeFactory.instance.stringNode(text);
    }

    private static byte[] decoded(String base64) throws Unreadable {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw Unreadable.at("data_base64", "is not Base64: " + e.getMessage());
        }
    }
}
