package dev.farrier.ingest.format.otlp;

import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Unreadable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where in a request something stands, and what it inherits there.
 *
 * @param resource attributes of the resource
 * @param scope name, version and attributes of the instrumentation scope
 */
record Place(String where, ObjectNode resource, ObjectNode scope) {
    static Place of(String where) {
        return new Place(where, JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
    }

    Place within(String array, int index) {
        return new Place(where + "." + array + "[" + index + "]", resource, scope);
    }

    Place resource(JsonNode node) throws Unreadable {
        return new Place(where, Values.attributes("resource.attributes", node.path("attributes")), scope);
    }

    Place scope(JsonNode node) throws Unreadable {
        ObjectNode newScope = JsonNodeFactory.instance.objectNode();
        newScope.put("name", Json.scalar("scope.name", node.path("name")));
        newScope.put("version", Json.scalar("scope.version", node.path("version")));
        newScope.set("attributes", Values.attributes("scope.attributes", node.path("attributes")));
        return new Place(where, resource, newScope);
    }

    /** A record that begins with what it inherits, and its own attributes. */
    ObjectNode record(JsonNode attributes) throws Unreadable {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.set("resource", resource);
        record.set("scope", scope);
        record.set("attributes", Values.attributes("attributes", attributes));
        return record;
    }
}
