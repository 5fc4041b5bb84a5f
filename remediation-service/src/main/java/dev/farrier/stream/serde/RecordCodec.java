package dev.farrier.stream.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * One type's values as Avro single-object bytes: two marker bytes, the fingerprint of the schema they were written with,
 * the value. Equal values give equal bytes. Reads what any version of the schema wrote. Thread-safe.
 *
 * @param <T> a record, or a sealed interface of records
 */
public final class RecordCodec<T> {
    private static final byte[] MARKER = {(byte) 0xc3, 0x01};
    private static final int HEADER = MARKER.length + Long.BYTES;
    private static final int BUFFER = 1024;
    private static final int KEEP_BUFFER = 128 * 1024;

    static {
        AvroLimits.install();
    }

    private static final ClassValue<RecordCodec<?>> CODECS = new ClassValue<>() {
        @Override
        protected RecordCodec<?> computeValue(Class<?> type) {
            return new RecordCodec<>(type, SchemaHistory.load(type.getSimpleName()));
        }
    };

    /** Decodes maps as sorted maps. */
    private static final GenericData DATA = new GenericData() {
        @Override
        public Object newMap(@Nullable Object old, int size) {
            return new TreeMap<String, Object>();
        }
    };

    private static final ThreadLocal<Output> OUTPUT = ThreadLocal.withInitial(Output::new);
    private static final ThreadLocal<@Nullable BinaryDecoder> INPUT = new ThreadLocal<>();

    private final Class<T> type;
    private final AvroMapper mapper;
    private final byte[] header;
    private final GenericDatumWriter<Object> writer;
    private final Map<Long, Version> versions = new HashMap<>();
    private final SchemaHistory history;

    private record Version(int number, GenericDatumReader<Object> reader) {}

    /** The buffer of a thread; made anew after a large record. */
    private static final class Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
        private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    }

    RecordCodec(Class<T> type, SchemaHistory history) {
        this.type = type;
        this.history = history;
        Schema current = history.current();
        readAsJavaStrings(current);
        mapper = AvroMapperBuilder.build(type, current);
        writer = new GenericDatumWriter<>(current, DATA);
        header = header(current);
        for (int i = 0; i < history.versions().size(); i++) {
            Schema written = history.versions().get(i);
            versions.put(
                    SchemaHistory.fingerprint(written),
                    new Version(i + 1, new GenericDatumReader<>(written, current, DATA)));
        }
    }

    /**
     * The codec of this type; made, and checked against the schema of the same simple name, the first time.
     *
     * @throws IllegalArgumentException when there is no such schema, or it and the type do not agree; names each difference
     */
    @SuppressWarnings("unchecked")
    public static <T> RecordCodec<T> of(Class<T> type) {
        return (RecordCodec<T>) CODECS.get(type);
    }

    /** @throws RecordFormatException when a component is null that must not be */
    public byte[] encode(T value) {
        Output output = OUTPUT.get();
        ByteArrayOutputStream bytes = output.bytes;
        try {
            bytes.reset();
            bytes.writeBytes(header);
            writer.write(mapper.toAvro(value), output.encoder);
            output.encoder.flush();
            return bytes.toByteArray();
        } catch (IOException | RuntimeException e) {
            throw new RecordFormatException(name() + " cannot be written: " + reason(e), e);
        } finally {
            if (bytes.size() > KEEP_BUFFER) {
                OUTPUT.remove();
            }
        }
    }

    /**
     * As {@link #encode}, but with the oldest version of the schema that loses nothing of this value, so that a process of
     * an earlier Farrier, which does not know the newer versions, can read it. Takes several times as long.
     *
     * @throws RecordFormatException when a component is null that must not be
     */
    public byte[] encodeForOlderReaders(T value) {
        byte[] newest = encode(value);
        for (Schema older : history.versions().subList(0, history.versions().size() - 1)) {
            byte @Nullable [] bytes = rewrite(newest, older);
            if (bytes != null && Arrays.equals(encode(decode(bytes)), newest)) {
                return bytes;
            }
        }
        return newest;
    }

    /**
     * Rewrites bytes of the current schema with an older one; null when the older one can't hold the value, such as a new
     * enum symbol.
     */
    private byte @Nullable [] rewrite(byte[] newest, Schema older) {
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(newest, HEADER, newest.length - HEADER, null);
            Object datum = new GenericDatumReader<>(history.current(), older, DATA).read(null, decoder);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(newest.length);
            bytes.writeBytes(header(older));
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(older, DATA).write(datum, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException | AvroRuntimeException e) {
            return null;
        }
    }

    /** The marker and the fingerprint, with which every value of this schema begins. */
    static byte[] header(Schema schema) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MARKER)
                .putLong(SchemaHistory.fingerprint(schema))
                .array();
    }

    /** @throws RecordFormatException whatever the bytes are, when they are not one whole value of this type */
    public T decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            throw new RecordFormatException(name() + " cannot be read: the record has no value", null);
        }
        if (!hasHeader(bytes)) {
            throw new RecordFormatException(
                    name() + " cannot be read: " + bytes.length + " bytes beginning with '" + start(bytes)
                            + "' are not an Avro single-object message, which begins with 'c301' and a fingerprint",
                    null);
        }
        long fingerprint = fingerprint(bytes);
        Version version = versions.get(fingerprint);
        if (version == null) {
            throw new RecordFormatException(
                    name() + " cannot be read: it was written with the schema fingerprint "
                            + HexFormat.of().toHexDigits(fingerprint) + ", which is none of the " + versions.size()
                            + " known versions; a newer Farrier wrote it, or it is something else",
                    null);
        }
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, INPUT.get());
            INPUT.set(decoder);
            T value = type.cast(mapper.fromAvro(version.reader().read(null, decoder)));
            if (!decoder.isEnd()) {
                throw new AvroRuntimeException("there are bytes left behind its end");
            }
            return value;
        } catch (IOException | RuntimeException e) {
            throw new RecordFormatException(
                    name() + " cannot be read (schema version " + version.number() + "): " + reason(e), e);
        }
    }

    /** Whether the header of these bytes names a version of this type's schema. */
    public boolean wrote(byte @Nullable [] bytes) {
        return bytes != null && hasHeader(bytes) && versions.containsKey(fingerprint(bytes));
    }

    private static boolean hasHeader(byte[] bytes) {
        return bytes.length >= HEADER && bytes[0] == MARKER[0] && bytes[1] == MARKER[1];
    }

    private static long fingerprint(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
    }

    private String name() {
        return type.getSimpleName();
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String start(byte[] bytes) {
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 4));
    }

    private static void readAsJavaStrings(Schema schema) {
        switch (schema.getType()) {
            case STRING -> GenericData.setStringType(schema, GenericData.StringType.String);
            case MAP -> {
                GenericData.setStringType(schema, GenericData.StringType.String);
                readAsJavaStrings(schema.getValueType());
            }
            case ARRAY -> readAsJavaStrings(schema.getElementType());
            case UNION -> schema.getTypes().forEach(RecordCodec::readAsJavaStrings);
            case RECORD -> schema.getFields().forEach(field -> readAsJavaStrings(field.schema()));
            case ENUM, FIXED, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }
}
