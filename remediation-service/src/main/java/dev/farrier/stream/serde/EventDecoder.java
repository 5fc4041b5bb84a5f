package dev.farrier.stream.serde;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.EventView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads events from their bytes, of each only what is asked for. Every byte is looked over all the same: what {@link
 * RecordCodec} refuses is refused, with the same words. That takes a tenth of the time that decoding all of it takes.
 *
 * <p>It knows the current schema and what Farrier itself writes by it. Whatever looks different (an older version, an alert, an
 * encoding that is allowed and unusual, something broken) is left to the codec. Not thread-safe: what it says is of the message
 * read last.
 */
public final class EventDecoder implements EventView {
    private static final RecordCodec<Event> CODEC = RecordCodec.of(Event.class);
    private static final byte[] HEADER = header();
    private static final int KINDS = EventKind.values().length;

    /** Where the texts stand in the list of places; labels come last, name and value in turn. */
    private static final int ID = 0;

    private static final int SOURCE = 1;
    private static final int NAME = 2;
    private static final int SEVERITY = 3;
    private static final int MESSAGE = 4;
    private static final int LABELS = 5;

    private final StringCache texts = new StringCache();
    private byte[] bytes = {};
    /** Of each text where it begins, and its length. */
    private int[] places = new int[2 * (LABELS + 16)];

    private int end;
    /** Where the next byte is; negative: this is a case for the codec. */
    private int at;

    private long time;
    private @Nullable Event whole;

    private static byte[] header() {
        Schema schema = SchemaHistory.load("Event").current();
        List<String> fields =
                schema.getFields().stream().map(Schema.Field::name).toList();
        List<String> known = List.of(
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
        if (!fields.equals(known) || !symbols.equals(kinds)) {
            throw new IllegalStateException("the schema Event has changed: it has the fields " + fields + " and kinds "
                    + symbols + ", and is read as " + known + " and " + kinds);
        }
        return ByteBuffer.allocate(Short.BYTES + Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xc3)
                .put((byte) 0x01)
                .putLong(SchemaHistory.fingerprint(schema))
                .array();
    }

    /** @throws RecordFormatException whatever the bytes are, when they are not one whole event */
    public void read(byte @Nullable [] message) {
        whole = null;
        if (message != null && isOurs(message)) {
            bytes = message;
            at = HEADER.length;
            end = LABELS;
            lookOver();
            if (at == message.length) {
                return;
            }
        }
        whole = CODEC.decode(message);
    }

    private static boolean isOurs(byte[] message) {
        return message.length >= HEADER.length && Arrays.equals(HEADER, 0, HEADER.length, message, 0, HEADER.length);
    }

    /** Leaves {@link #at} behind the event's last byte, or negative. */
    private void lookOver() {
        text(ID);
        text(SOURCE);
        int kind = index();
        time = number();
        text(NAME);
        text(SEVERITY);
        text(MESSAGE);
        labels();
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

    private void text(int which) {
        long length = number();
        places[2 * which] = at;
        places[2 * which + 1] = (int) length;
        skip(length);
    }

    private void labels() {
        for (long left = number(); left != 0 && at >= 0; left = number()) {
            if (left < 0) {
                at = -1; // with the block's size: allowed, and never written here
            }
            for (long i = 0; i < left && at >= 0; i++) {
                if (2 * (end + 2) > places.length) {
                    places = Arrays.copyOf(places, 2 * places.length);
                }
                text(end++);
                text(end++);
            }
        }
    }

    @Override
    public String source() {
        return whole == null ? known(SOURCE) : whole.source();
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
            case "name" -> known(NAME);
            case "message" -> new String(bytes, places[2 * MESSAGE], places[2 * MESSAGE + 1], StandardCharsets.UTF_8);
            case "severity" -> known(SEVERITY);
            case "source" -> known(SOURCE);
            default -> other(label);
        };
    }

    /** Empty when the label is missing. Of one that stands there twice the last counts. */
    private String other(String label) {
        for (int i = end - 2; i >= LABELS; i -= 2) {
            if (known(i).equals(label)) {
                return known(i + 1);
            }
        }
        return "";
    }

    private String known(int text) {
        return texts.of(bytes, places[2 * text], places[2 * text + 1]);
    }

    @Override
    public Event whole() {
        Event made = whole == null ? CODEC.decode(bytes) : whole;
        whole = made;
        return made;
    }
}
