package dev.farrier.ingest.format;

import dev.farrier.ingest.draft.Draft;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Unreadable;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One part of a body.
 *
 * @param where its place in the body, e.g. {@code alerts[3]}; empty: the body is this element
 * @param index its number among all elements of the body; -1: it is the only one there can be
 */
public record Element(String where, JsonNode node, int index) {

    /** Reads one element, relative to itself: the caller adds where it stands. */
    @FunctionalInterface
    public interface Reader {
        Draft read(Element element) throws Unreadable;
    }

    /** @throws Unreadable when it is no array, is empty, or longer than a batch may be */
    public static List<Element> of(String where, JsonNode array) throws Unreadable {
        if (!array.isArray()) {
            throw Unreadable.otherShape(where, "an array is expected, not " + Json.kind(array));
        }
        if (array.isEmpty()) {
            throw Unreadable.at(where, "the array is empty");
        }
        checkCount(where, array.size());
        List<Element> elements = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            elements.add(new Element(where + "[" + elements.size() + "]", node, elements.size()));
        }
        return elements;
    }

    static void checkCount(String where, int count) throws Unreadable {
        if (count > Limits.BATCH_EVENTS) {
            throw Unreadable.tooLarge(
                    where, count + " in one batch; at most " + Limits.BATCH_EVENTS + " are taken, send several");
        }
    }

    /** What tells this element from all others when it has no id of its own. */
    public String origin(Arrival arrival) {
        return index < 0 ? arrival.origin() : arrival.origin() + "#" + index;
    }

    public JsonNode object() throws Unreadable {
        if (!node.isObject()) {
            throw Unreadable.at("", "an object is expected, not " + Json.kind(node));
        }
        return node;
    }
}
