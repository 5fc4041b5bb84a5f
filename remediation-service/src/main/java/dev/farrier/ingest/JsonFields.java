package dev.farrier.ingest;

import tools.jackson.databind.JsonNode;

/** A JSON object; {@code host.name} is a field of that very name, or {@code name} within {@code host}. */
record JsonFields(JsonNode object) implements Fields {

    static JsonFields of(String text) throws Unreadable {
        JsonNode node = Json.lenient(text);
        if (!node.isObject()) {
            throw Unreadable.at("", "a JSON object is expected, one a record, not " + Json.kind(node));
        }
        return new JsonFields(node);
    }

    @Override
    public String text(String field) throws Unreadable {
        return Json.scalar(field, find(object, field));
    }

    @Override
    public String freeText(String field) throws Unreadable {
        JsonNode node = find(object, field);
        return node.isContainer() ? Text.wellFormed(node.toString()) : Json.scalar(field, node);
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
