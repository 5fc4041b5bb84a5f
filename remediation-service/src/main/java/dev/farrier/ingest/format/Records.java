package dev.farrier.ingest.format;

import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.ingest.mapping.Fields;
import dev.farrier.ingest.mapping.MappedReader;
import dev.farrier.model.EventKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one body is unfolded into: records, each to be mapped by itself, held back until it is known that they are not too
 * many.
 */
public final class Records {
    private static final int FIELDS = 64;

    private final List<Found> found = new ArrayList<>();
    private int blank;

    /** What was found at one place: a record, or what is wrong there. */
    private sealed interface Found {
        record Good(String where, JsonNode fields, @Nullable EventKind kind) implements Found {}

        record Bad(String where, JsonNode node, Unreadable why) implements Found {}
    }

    /** Reads one part of a body. */
    @FunctionalInterface
    public interface Part {
        void read() throws Unreadable;
    }

    /**
     * A copy of the object's fields, to be filled with what belongs to one record.
     *
     * @throws Unreadable when there are too many for a copy in each record
     */
    public static ObjectNode copyOf(JsonNode object) throws Unreadable {
        if (object.size() > FIELDS) {
            throw Unreadable.at("", object.size() + " fields; at most " + FIELDS + " are taken");
        }
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> record.set(field.getKey(), field.getValue()));
        return record;
    }

    /** Of the kind that the source's mapping says. */
    public void add(String where, ObjectNode fields) throws Unreadable {
        add(new Found.Good(where, fields, null));
    }

    public void add(String where, ObjectNode fields, EventKind kind) throws Unreadable {
        add(new Found.Good(where, fields, kind));
    }

    private void add(Found one) throws Unreadable {
        if (found.size() == Limits.BATCH_EVENTS) {
            throw Unreadable.tooLarge("", "more than " + Limits.BATCH_EVENTS + " records in one batch; send several");
        }
        found.add(one);
    }

    /**
     * Something that stands for itself: when it can't be read, what it has brought so far stays, and the rest is refused.
     *
     * @param node for the dead letter
     * @throws Unreadable when there are too many
     */
    public void part(String where, JsonNode node, Part part) throws Unreadable {
        try {
            part.read();
        } catch (Unreadable e) {
            if (e.isTooLarge()) {
                throw e;
            }
            add(new Found.Bad(where, node, e));
        }
    }

    public void blank() {
        blank++;
    }

    /** Whether nothing was found so far. */
    public boolean isEmpty() {
        return found.isEmpty() && blank == 0;
    }

    /** Maps them all. */
    public void into(Drafts drafts, MappedReader mapped, Arrival arrival) {
        int index = 0;
        for (Found one : found) {
            switch (one) {
                case Found.Good(String where, JsonNode fields, EventKind kind) ->
                    drafts.add(new Element(where, fields, index++), element -> {
                        Fields of = Fields.ofJson(fields);
                        return kind == null
                                ? mapped.read(of, element.origin(arrival), arrival)
                                : mapped.read(kind, of, element.origin(arrival), arrival);
                    });
                case Found.Bad(String where, JsonNode node, Unreadable why) ->
                    drafts.add(new Element(where, node, index++), element -> {
                        throw why;
                    });
            }
        }
        for (int i = 0; i < blank; i++) {
            drafts.blank();
        }
    }
}
