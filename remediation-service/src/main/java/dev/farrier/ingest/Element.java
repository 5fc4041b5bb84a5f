package dev.farrier.ingest;

import tools.jackson.databind.JsonNode;

/** One element of a batch: its place in the body, and how to read it. */
record Element(String where, JsonNode node, int index) {

    /** Reads one element, relative to itself: the caller adds where it stands. */
    interface Reader {
        Draft read(Element element, Arrival arrival) throws Unreadable;
    }

    JsonNode object() throws Unreadable {
        if (!node.isObject()) {
            throw Unreadable.at("", "an object is expected, not " + Json.kind(node));
        }
        return node;
    }

    /** Puts an object of label → text into the draft; what is null is missing. */
    static void labels(Draft draft, JsonNode labels, Reserved reserved) throws Unreadable {
        if (labels.isMissingNode() || labels.isNull()) {
            return;
        }
        if (!labels.isObject()) {
            throw Unreadable.at("labels", "an object of label → text is expected, not " + Json.kind(labels));
        }
        // before anything is copied: an event may carry a million of them
        if (labels.size() > 2 * Limits.LABELS) {
            throw Unreadable.at("labels", labels.size() + " labels; at most " + Limits.LABELS + " are taken");
        }
        for (var label : labels.properties()) {
            String name = Text.wellFormed(label.getKey());
            if (name.isEmpty()) {
                throw Unreadable.at("labels", "a label without a name");
            }
            draft.labels.put(reserved.name(name), Json.scalar("labels." + name, label.getValue()));
        }
    }

    /** What becomes of a label that is called like a field of the event. */
    interface Reserved {
        String name(String label) throws Unreadable;
    }
}
