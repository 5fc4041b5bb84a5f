package dev.farrier.stream.registry;

import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one Avro value as JSON, by the schema that it was written with. Avro's decoder refuses a length that the record does
 * not have the bytes for. It bounds neither how deep a value goes nor how many values take no bytes: both are counted here.
 */
final class AvroJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String HINT = "; was it written with another schema?";

    private final BinaryDecoder in;
    private int values;

    private AvroJson(BinaryDecoder in) {
        this.in = in;
    }

    /** @throws UnreadableException when the bytes are not exactly one value of this schema, or beyond the limits of JSON bodies */
    static JsonNode read(Schema schema, byte[] record, int offset) throws UnreadableException {
        BinaryDecoder in = DecoderFactory.get().binaryDecoder(record, offset, record.length - offset, null);
        JsonNode value = new AvroJson(in).value(schema, 0);
        if (in.remainingBytes() > 0) {
            throw UnreadableException.at("", in.remainingBytes() + " bytes are left behind its end" + HINT);
        }
        return value;
    }

    private JsonNode value(Schema schema, int depth) throws UnreadableException {
        if (depth > IngestLimits.JSON_DEPTH || ++values > IngestLimits.JSON_TOKENS) {
            throw UnreadableException.at(
                    "",
                    "more than " + (depth > IngestLimits.JSON_DEPTH ? depth - 1 + " levels" : values - 1 + " values"));
        }
        try {
            return switch (schema.getType()) {
                case NULL -> JSON.nullNode();
                case BOOLEAN -> JSON.booleanNode(in.readBoolean());
                case INT, LONG -> whole(schema.getLogicalType(), in.readLong());
                case FLOAT -> JSON.numberNode(in.readFloat());
                case DOUBLE -> JSON.numberNode(in.readDouble());
                case STRING -> JSON.stringNode(text());
                case BYTES -> bytes(schema.getLogicalType(), readBytes());
                case FIXED -> bytes(schema.getLogicalType(), readFixed(schema.getFixedSize()));
                case ENUM ->
                    JSON.stringNode(schema.getEnumSymbols()
                            .get(index(schema.getEnumSymbols().size())));
                case UNION ->
                    value(schema.getTypes().get(index(schema.getTypes().size())), depth);
                case RECORD -> record(schema, depth);
                case ARRAY -> array(schema, depth);
                case MAP -> map(schema, depth);
            };
        } catch (EOFException e) {
            throw UnreadableException.at("", "the record ends before its schema does" + HINT);
        } catch (IOException | AvroRuntimeException | UnsupportedOperationException e) {
            throw UnreadableException.at("", "is not Avro: " + e.getMessage() + HINT);
        }
    }

    private ObjectNode record(Schema schema, int depth) throws UnreadableException {
        ObjectNode record = JSON.objectNode();
        for (Schema.Field field : schema.getFields()) {
            try {
                record.set(field.name(), value(field.schema(), depth + 1));
            } catch (UnreadableException e) {
                throw e.within(field.name());
            }
        }
        return record;
    }

    private ArrayNode array(Schema schema, int depth) throws UnreadableException, IOException {
        ArrayNode array = JSON.arrayNode();
        for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
            for (long i = 0; i < block; i++) {
                array.add(value(schema.getElementType(), depth + 1));
            }
        }
        return array;
    }

    private ObjectNode map(Schema schema, int depth) throws UnreadableException, IOException {
        ObjectNode map = JSON.objectNode();
        for (long block = in.readMapStart(); block > 0; block = in.mapNext()) {
            for (long i = 0; i < block; i++) {
                map.set(text(), value(schema.getValueType(), depth + 1));
            }
        }
        return map;
    }

    private int index(int size) throws UnreadableException, IOException {
        long index = in.readLong();
        if (index < 0 || index >= size) {
            throw UnreadableException.at("", "there is no choice " + index + " of " + size + HINT);
        }
        return (int) index;
    }

    /** Avro's own {@code readString} replaces what is not UTF-8. */
    private String text() throws UnreadableException, IOException {
        return Utf8.decode(readBytes(), IngestLimits.RECORD_BYTES);
    }

    private byte[] readBytes() throws IOException {
        ByteBuffer bytes = in.readBytes(null);
        return bytes.array();
    }

    private byte[] readFixed(int length) throws IOException {
        if (length > in.remainingBytes()) {
            throw new EOFException();
        }
        byte[] bytes = new byte[length];
        in.readFixed(bytes);
        return bytes;
    }

    /** Times and dates as ISO 8601; all else stays a number. */
    private static JsonNode whole(@Nullable LogicalType type, long value) throws UnreadableException {
        try {
            return switch (type) {
                case LogicalTypes.TimestampMillis millis -> instant(value, ChronoUnit.MILLIS);
                case LogicalTypes.TimestampMicros micros -> instant(value, ChronoUnit.MICROS);
                case LogicalTypes.TimestampNanos nanos -> instant(value, ChronoUnit.NANOS);
                case LogicalTypes.LocalTimestampMillis millis -> local(value, ChronoUnit.MILLIS);
                case LogicalTypes.LocalTimestampMicros micros -> local(value, ChronoUnit.MICROS);
                case LogicalTypes.LocalTimestampNanos nanos -> local(value, ChronoUnit.NANOS);
                case LogicalTypes.Date date ->
                    JSON.stringNode(LocalDate.ofEpochDay(value).toString());
                case null, default -> JSON.numberNode(value);
            };
        } catch (DateTimeException | ArithmeticException e) {
            throw UnreadableException.at("", value + " is beyond all times");
        }
    }

    private static JsonNode instant(long value, ChronoUnit unit) {
        return JSON.stringNode(Instant.EPOCH.plus(value, unit).toString());
    }

    private static JsonNode local(long value, ChronoUnit unit) {
        return JSON.stringNode(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC)
                .plus(value, unit)
                .toString());
    }

    private static JsonNode bytes(@Nullable LogicalType type, byte[] bytes) throws UnreadableException {
        if (type instanceof LogicalTypes.Decimal decimal) {
            if (bytes.length == 0) {
                throw UnreadableException.at("", "a decimal without digits");
            }
            return JSON.numberNode(new BigDecimal(new BigInteger(bytes), decimal.getScale()));
        }
        return JSON.stringNode(Base64.getEncoder().encodeToString(bytes));
    }
}
