package dev.farrier.ingest.format.metric;

import dev.farrier.ingest.format.Drafts;
import dev.farrier.ingest.format.Element;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.ingest.mapping.Fields;
import dev.farrier.ingest.mapping.MappedReader;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The samples of one body, each a record of its own, until it is known that they are not too many. */
final class Samples {
    private static final int FIELDS = 64;

    private final List<Found> found = new ArrayList<>();
    private int samples;
    private int blank;

    /** What was found at one place: a record, or what is wrong there. */
    private sealed interface Found {
        record Sample(String where, JsonNode record) implements Found {}

        record Wrong(String where, JsonNode node, Unreadable why) implements Found {}
    }

    /** A copy of the object's fields, to be filled with what belongs to one sample. */
    static ObjectNode recordOf(JsonNode object) throws Unreadable {
        // each sample has a copy of them
        if (object.size() > FIELDS) {
            throw Unreadable.at("", object.size() + " fields; at most " + FIELDS + " are taken");
        }
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> record.set(field.getKey(), field.getValue()));
        return record;
    }

    void add(String where, ObjectNode record) throws Unreadable {
        if (++samples > Limits.BATCH_EVENTS) {
            throw Unreadable.tooLarge("", "more than " + Limits.BATCH_EVENTS + " samples in one batch; send several");
        }
        found.add(new Found.Sample(where, record));
    }

    void wrong(String where, JsonNode node, Unreadable why) {
        found.add(new Found.Wrong(where, node, why));
    }

    void blank() {
        blank++;
    }

    void into(Drafts drafts, MappedReader mapped, Arrival arrival) {
        int index = 0;
        for (Found one : found) {
            switch (one) {
                case Found.Sample sample ->
                    drafts.add(
                            new Element(sample.where(), sample.record(), index++),
                            element -> mapped.read(Fields.ofJson(element.node()), element.origin(arrival), arrival));
                case Found.Wrong wrong ->
                    drafts.add(new Element(wrong.where(), wrong.node(), index++), element -> {
                        throw wrong.why();
                    });
            }
        }
        for (int i = 0; i < blank; i++) {
            drafts.blank();
        }
    }
}
