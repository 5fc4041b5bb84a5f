package dev.farrier.ingest;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventDraft;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One item of a body that may hold several.
 *
 * @param where its place in the body, e.g. {@code alerts[3]}; empty: the body is this item
 * @param index its number among the items of the body; -1: the body can hold one only
 */
public record BatchItem(String where, JsonNode node, int index) {

    /** Reads one item. Places in its errors are relative to the item: the caller adds the item's own place. */
    @FunctionalInterface
    public interface ItemReader {
        EventDraft read(BatchItem element) throws UnreadableException;
    }

    /** @throws UnreadableException when it is no array, is empty, or longer than a batch may be */
    public static List<BatchItem> of(String where, JsonNode array) throws UnreadableException {
        if (!array.isArray()) {
            throw UnreadableException.otherShape(where, "an array is expected, not " + JsonInput.describe(array));
        }
        if (array.isEmpty()) {
            throw UnreadableException.at(where, "the array is empty");
        }
        checkCount(where, array.size());
        List<BatchItem> elements = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            elements.add(new BatchItem(where + "[" + elements.size() + "]", node, elements.size()));
        }
        return elements;
    }

    public static void checkCount(String where, int count) throws UnreadableException {
        if (count > IngestLimits.BATCH_EVENTS) {
            throw UnreadableException.tooLarge(
                    where, count + " in one batch; at most " + IngestLimits.BATCH_EVENTS + " are taken, send several");
        }
    }

    /** The id of an event that has none of its own: no two items have the same. */
    public String origin(Arrival arrival) {
        return index < 0 ? arrival.origin() : arrival.origin() + "#" + index;
    }

    public JsonNode object() throws UnreadableException {
        if (!node.isObject()) {
            throw UnreadableException.at("", "an object is expected, not " + JsonInput.describe(node));
        }
        return node;
    }
}
