package dev.farrier.stream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** New code reads old records, and old code reads new ones: an upgrade may stop half-way, and may be taken back. */
class SchemaHistoryTest {
    private static final String SCHEMAS = "dev.farrier.stream.serde.SchemaFiles#names";
    private static final int HEADER = 10;

    @ParameterizedTest
    @MethodSource(SCHEMAS)
    void shouldKeepTheCurrentSchemaInHistory(String name) throws IOException {
        Schema current = SchemaFiles.current().get(name);
        int versions = Files.exists(history(name, 1))
                ? SchemaHistory.load(name).versions().size()
                : 0;
        String expected = current.toString(true) + "\n";
        if (versions > 0 && Files.readString(history(name, versions)).equals(expected)) {
            return;
        }
        Path candidate = Path.of("target/avro-history", name + ".avsc");
        Files.createDirectories(candidate.getParent());
        Files.writeString(candidate, expected);
        fail(
                "%s.avsc is not the newest version in history. Copy remediation-service/%s to"
                        + " schemas/src/main/avro/history/%s/%d.avsc (or over version %d, if no release has written that yet,"
                        + " or only the docs differ)",
                name, candidate, name, versions + 1, versions);
    }

    @ParameterizedTest
    @MethodSource(SCHEMAS)
    void shouldBeCompatibleWithEveryVersionInBothDirections(String name) {
        List<Schema> versions = SchemaHistory.load(name).versions();
        Schema current = versions.getLast();
        for (Schema version : versions) {
            assertCanRead(current, version);
            assertCanRead(version, current);
        }
    }

    @ParameterizedTest
    @MethodSource(SCHEMAS)
    void shouldExchangeRecordsWithEveryVersion(String name) throws IOException {
        exchange(SchemaFiles.modelClass(name), SchemaHistory.load(name).versions());
    }

    /** The new record, read by old code; and what old code writes of it, read by new code. */
    private static <T> void exchange(Class<T> type, List<Schema> versions) throws IOException {
        RecordCodec<T> codec = RecordCodec.of(type);
        Samples samples = new Samples(42);
        for (Schema version : versions) {
            for (int i = 0; i < 20; i++) {
                byte[] written = codec.encode(samples.next(type));
                GenericRecord old = read(written, versions.getLast(), version);
                assertThat(GenericData.get().validate(version, old)).isTrue();
                T back = codec.decode(write(old, version));
                assertThat(read(codec.encode(back), versions.getLast(), version))
                        .isEqualTo(old);
            }
        }
    }

    private static void assertCanRead(Schema reader, Schema writer) {
        SchemaCompatibility.SchemaPairCompatibility pair =
                SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        assertThat(pair.getType()).as(pair.getDescription()).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static GenericRecord read(byte[] message, Schema writer, Schema reader) throws IOException {
        return new GenericDatumReader<GenericRecord>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(message, HEADER, message.length - HEADER, null));
    }

    private static byte[] write(GenericRecord datum, Schema schema) throws IOException {
        ByteBuffer message = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(datum);
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }

    private static Path history(String name, int version) {
        return Path.of("../schemas/src/main/avro/history", name, version + ".avsc");
    }
}
