package dev.farrier.ingest;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.EventKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The records of one body. Each is mapped to an event by itself, but only when all have been read: a body with too many
 * records is rejected as a whole.
 */
public final class RecordBatch {
    private static final int FIELDS = 64;

    private final List<Part> parts = new ArrayList<>();
    private int blank;

    /** One part of the body: a record, or the reason why there is none. */
    private sealed interface Part {
        record Good(String where, JsonNode fields, @Nullable EventKind kind) implements Part {}

        record Bad(String where, JsonNode node, UnreadableException why) implements Part {}
    }

    /** Reads one part of a body. */
    @FunctionalInterface
    public interface PartReader {
        void read() throws UnreadableException;
    }

    /**
     * Copies the object's fields; the caller adds what belongs to one record only.
     *
     * @throws UnreadableException when the object has too many fields to copy them into each record
     */
    public static ObjectNode copyOf(JsonNode object) throws UnreadableException {
        if (object.size() > FIELDS) {
            throw UnreadableException.at("", object.size() + " fields; at most " + FIELDS + " are taken");
        }
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> record.set(field.getKey(), field.getValue()));
        return record;
    }

    /** Adds a record of the kind that the source's mapping names. */
    public void add(String where, ObjectNode fields) throws UnreadableException {
        add(new Part.Good(where, fields, null));
    }

    public void add(String where, ObjectNode fields, EventKind kind) throws UnreadableException {
        add(new Part.Good(where, fields, kind));
    }

    private void add(Part part) throws UnreadableException {
        if (parts.size() == IngestLimits.BATCH_EVENTS) {
            throw UnreadableException.tooLarge(
                    "", "more than " + IngestLimits.BATCH_EVENTS + " records in one batch; send several");
        }
        parts.add(part);
    }

    /**
     * Reads one part of the body. When it can't be read, the records that it has added stay, and the part is rejected.
     *
     * @param node the part, for the dead letter
     * @throws UnreadableException when the body has too many records
     */
    public void readPart(String where, JsonNode node, PartReader part) throws UnreadableException {
        try {
            part.read();
        } catch (UnreadableException e) {
            if (e.isTooLarge()) {
                throw e;
            }
            add(new Part.Bad(where, node, e));
        }
    }

    public void countBlank() {
        blank++;
    }

    /** Makes an event of each record; a body without any part is blank. */
    public void mapAll(EventCollector drafts, EventMapper mapped, Arrival arrival) {
        if (parts.isEmpty() && blank == 0) {
            countBlank();
        }
        int index = 0;
        for (Part part : parts) {
            switch (part) {
                case Part.Good(String where, JsonNode fields, EventKind kind) ->
                    drafts.add(new BatchItem(where, fields, index++), element -> {
                        RecordFields of = RecordFields.ofJson(fields);
                        return kind == null
                                ? mapped.read(of, element.origin(arrival), arrival)
                                : mapped.read(kind, of, element.origin(arrival), arrival);
                    });
                case Part.Bad(String where, JsonNode node, UnreadableException why) ->
                    drafts.add(new BatchItem(where, node, index++), element -> {
                        throw why;
                    });
            }
        }
        for (int i = 0; i < blank; i++) {
            drafts.countBlank();
        }
    }
}
