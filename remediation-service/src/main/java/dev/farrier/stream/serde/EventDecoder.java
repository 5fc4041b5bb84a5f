package dev.farrier.stream.serde;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.EventView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Decodes only those parts of an event that are asked for. It still checks all bytes: what {@link RecordCodec} refuses it
 * refuses, too, with the same message. For an event that no policy concerns this takes a fifth of the time of decoding all
 * of it (benchmarks/README.md).
 *
 * <p>It reads the current schema, in the encoding that Farrier writes. All else (an older version, an alert, another
 * encoding that Avro allows, broken bytes) goes to the codec. Not thread-safe: it is a view of the message that was read
 * last.
 */
public final class EventDecoder implements EventView {
    private static final RecordCodec<Event> CODEC = RecordCodec.of(Event.class);
    private static final byte[] HEADER = header();
    private static final int KINDS = EventKind.values().length;

    /** Indexes into {@link #places}; after the message the labels, name and value in turn. */
    private static final int ID = 0;

    private static final int SOURCE = 1;
    private static final int NAME = 2;
    private static final int SEVERITY = 3;
    private static final int MESSAGE = 4;
    private static final int LABELS = 5;

    private byte[] bytes = {};
    /** Of each text its offset and its length. */
    private int[] places = new int[2 * (LABELS + 16)];

    private int end;
    /** Offset of the next byte; negative: the codec must decode this event. */
    private int at;

    private long time;
    private @Nullable Event whole;

    private static byte[] header() {
        Schema schema = SchemaHistory.load("Event").current();
        List<String> fields =
                schema.getFields().stream().map(Schema.Field::name).toList();
        List<String> expected = List.of(
                "id",
                "source",
                "kind",
                "time",
                "name",
                "severity",
                "message",
                "labels",
                "value",
                "alert",
                "annotations");
        List<String> kinds = Arrays.stream(EventKind.values()).map(Enum::name).toList();
        List<String> symbols = schema.getField("kind").schema().getEnumSymbols();
        if (!fields.equals(expected) || !symbols.equals(kinds)) {
            throw new IllegalStateException("the schema Event has changed: it has the fields " + fields + " and kinds "
                    + symbols + ", and is read as " + expected + " and " + kinds);
        }
        return RecordCodec.header(schema);
    }

    /** @throws RecordFormatException whatever the bytes are, when they are not one whole event */
    public void read(byte @Nullable [] message) {
        whole = null;
        if (message != null && isOurs(message)) {
            bytes = message;
            at = HEADER.length;
            end = LABELS;
            validate();
            if (at == message.length) {
                return;
            }
        }
        whole = CODEC.decode(message);
    }

    private static boolean isOurs(byte[] message) {
        return message.length >= HEADER.length && Arrays.equals(HEADER, 0, HEADER.length, message, 0, HEADER.length);
    }

    /** Leaves {@link #at} after the event's last byte, or negative. */
    private void validate() {
        locateText(ID);
        locateText(SOURCE);
        int kind = index();
        time = number();
        locateText(NAME);
        locateText(SEVERITY);
        locateText(MESSAGE);
        locateLabels();
        int value = index();
        if (value == 1) {
            skip(Double.BYTES);
        }
        int alert = index();
        int annotations = index();
        if (value > 1 || alert != 0 || annotations != 0 || kind >= KINDS || kind == EventKind.ALERT.ordinal()) {
            at = -1;
        }
    }

    /** The number of an enum's symbol or of a union's branch; not negative. */
    private int index() {
        if (at < 0 || at >= bytes.length || (bytes[at] & 0x81) != 0) {
            at = -1;
            return Integer.MAX_VALUE;
        }
        return bytes[at++] >> 1;
    }

    private long number() {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at < 0 || at >= bytes.length) {
                break;
            }
            byte next = bytes[at++];
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (number >>> 1) ^ -(number & 1);
            }
        }
        at = -1;
        return 0;
    }

    private void skip(long length) {
        at = at < 0 || length < 0 || length > bytes.length - at ? -1 : at + (int) length;
    }

    private void locateText(int which) {
        long length = number();
        places[2 * which] = at;
        places[2 * which + 1] = (int) length;
        skip(length);
    }

    private void locateLabels() {
        for (long remaining = number(); remaining != 0 && at >= 0; remaining = number()) {
            if (remaining < 0) {
                at = -1; // with the block's size: allowed, and never written here
            }
            for (long i = 0; i < remaining && at >= 0; i++) {
                if (2 * (end + 2) > places.length) {
                    places = Arrays.copyOf(places, 2 * places.length);
                }
                locateText(end++);
                locateText(end++);
            }
        }
    }

    @Override
    public String source() {
        return whole == null ? text(SOURCE) : whole.source();
    }

    @Override
    public long time() {
        return whole == null ? time : whole.time();
    }

    @Override
    public String label(String label) {
        if (whole != null) {
            return whole.label(label);
        }
        return switch (label) {
            case "name" -> text(NAME);
            case "message" -> text(MESSAGE);
            case "severity" -> text(SEVERITY);
            case "source" -> text(SOURCE);
            default -> other(label);
        };
    }

    /** Empty when the label is missing. Of one that stands there twice the last counts. */
    private String other(String label) {
        for (int i = end - 2; i >= LABELS; i -= 2) {
            if (isText(i, label)) {
                return text(i + 1);
            }
        }
        return "";
    }

    /** As {@code text(index).equals(expected)}, without making the text of ASCII. */
    private boolean isText(int index, String expected) {
        int from = places[2 * index];
        int length = places[2 * index + 1];
        for (int i = 0; i < length; i++) {
            byte next = bytes[from + i];
            if (next < 0) {
                return text(index).equals(expected);
            }
            if (i >= expected.length() || next != expected.charAt(i)) {
                return false;
            }
        }
        return length == expected.length();
    }

    private String text(int text) {
        return new String(bytes, places[2 * text], places[2 * text + 1], StandardCharsets.UTF_8);
    }

    @Override
    public Event whole() {
        Event made = whole == null ? CODEC.decode(bytes) : whole;
        whole = made;
        return made;
    }
}
