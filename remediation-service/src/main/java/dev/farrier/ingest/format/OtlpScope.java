package dev.farrier.ingest.format;

import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where in a request something stands, and what it inherits there.
 *
 * @param resource attributes of the resource
 * @param scope name, version and attributes of the instrumentation scope
 */
record OtlpScope(String where, ObjectNode resource, ObjectNode scope) {
    static OtlpScope of(String where) {
        return new OtlpScope(where, JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
    }

    OtlpScope within(String array, int index) {
        return new OtlpScope(where + "." + array + "[" + index + "]", resource, scope);
    }

    OtlpScope resource(JsonNode node) throws UnreadableException {
        return new OtlpScope(where, OtlpValues.attributes("resource.attributes", node.path("attributes")), scope);
    }

    OtlpScope scope(JsonNode node) throws UnreadableException {
        ObjectNode newScope = JsonNodeFactory.instance.objectNode();
        newScope.put("name", JsonInput.scalar("scope.name", node.path("name")));
        newScope.put("version", JsonInput.scalar("scope.version", node.path("version")));
        newScope.set("attributes", OtlpValues.attributes("scope.attributes", node.path("attributes")));
        return new OtlpScope(where, resource, newScope);
    }

    /** A record that begins with what it inherits, and its own attributes. */
    ObjectNode record(JsonNode attributes) throws UnreadableException {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.set("resource", resource);
        record.set("scope", scope);
        record.set("attributes", OtlpValues.attributes("attributes", attributes));
        return record;
    }
}
