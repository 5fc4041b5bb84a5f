package dev.farrier.stream.registry;

import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One Avro value as JSON, read with the schema that it was written with. */
final class AvroValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final BinaryInput in;
    private int values;

    private AvroValues(BinaryInput in) {
        this.in = in;
    }

    /** @throws UnreadableException when the bytes are not exactly one value of this schema, or beyond the limits of JSON bodies */
    static JsonNode read(Schema schema, byte[] record, int offset) throws UnreadableException {
        BinaryInput in = new BinaryInput(record, offset);
        JsonNode value = new AvroValues(in).value(schema, 0);
        if (in.remaining() > 0) {
            throw UnreadableException.at(
                    "", in.remaining() + " bytes are left behind its end; was it written with another schema?");
        }
        return value;
    }

    private JsonNode value(Schema schema, int depth) throws UnreadableException {
        if (depth > IngestLimits.JSON_DEPTH || ++values > IngestLimits.JSON_TOKENS) {
            throw UnreadableException.at(
                    "",
                    "more than " + (depth > IngestLimits.JSON_DEPTH ? depth - 1 + " levels" : values - 1 + " values"));
        }
        return switch (schema.getType()) {
            case NULL -> JSON.nullNode();
            case BOOLEAN -> JSON.booleanNode(in.readBoolean());
            case INT, LONG -> whole(schema.getLogicalType(), in.readLong());
            case FLOAT -> JSON.numberNode(in.readFloat());
            case DOUBLE -> JSON.numberNode(in.readDouble());
            case STRING -> JSON.stringNode(text());
            case BYTES -> bytes(schema.getLogicalType(), in.readBytes());
            case FIXED -> bytes(schema.getLogicalType(), in.readFixed(schema.getFixedSize()));
            case ENUM ->
                JSON.stringNode(schema.getEnumSymbols()
                        .get(index(schema.getEnumSymbols().size())));
            case UNION -> value(schema.getTypes().get(index(schema.getTypes().size())), depth);
            case RECORD -> record(schema, depth);
            case ARRAY -> array(schema, depth);
            case MAP -> map(schema, depth);
        };
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

    private ArrayNode array(Schema schema, int depth) throws UnreadableException {
        ArrayNode array = JSON.arrayNode();
        for (long block = block(); block > 0; block = block()) {
            for (long i = 0; i < block; i++) {
                array.add(value(schema.getElementType(), depth + 1));
            }
        }
        return array;
    }

    private ObjectNode map(Schema schema, int depth) throws UnreadableException {
        ObjectNode map = JSON.objectNode();
        for (long block = block(); block > 0; block = block()) {
            for (long i = 0; i < block; i++) {
                map.set(text(), value(schema.getValueType(), depth + 1));
            }
        }
        return map;
    }

    /** Items until the next block; a negative count is followed by the block's size in bytes, of no use here. */
    private long block() throws UnreadableException {
        long count = in.readLong();
        if (count < 0) {
            long unused = in.readLong();
            count = count == Long.MIN_VALUE ? Long.MAX_VALUE : -count;
        }
        return count;
    }

    private int index(int size) throws UnreadableException {
        long index = in.readLong();
        if (index < 0 || index >= size) {
            throw UnreadableException.at(
                    "", "there is no choice " + index + " of " + size + "; was it written with another schema?");
        }
        return (int) index;
    }

    private String text() throws UnreadableException {
        return Utf8.decode(in.readBytes(), IngestLimits.RECORD_BYTES);
    }

    /** Points in time as people write them; all else stays a number. */
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
