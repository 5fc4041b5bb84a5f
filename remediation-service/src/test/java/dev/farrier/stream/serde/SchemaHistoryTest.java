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

/**
 * New code reads old records, and old code reads new ones, except those of a kind that is new: an upgrade may stop half-way,
 * and may be taken back.
 */
class SchemaHistoryTest {
    private static final String SCHEMAS = "dev.farrier.stream.serde.SchemaFiles#names";
    private static final int HEADER = 10;

    /** The only field of a schema that is a union of kinds of records. */
    private static final String KIND = "value";

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
            assertCanRead(version, ofKnownKinds(current, version));
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
                GenericRecord current = read(written, versions.getLast(), versions.getLast());
                if (!kinds(version).isEmpty() && !kinds(version).contains(kind(current))) {
                    continue; // stop all of the old version before this one writes it: CHANGELOG
                }
                GenericRecord old = read(written, versions.getLast(), version);
                assertThat(GenericData.get().validate(version, old)).isTrue();
                T back = codec.decode(write(old, version));
                assertThat(read(codec.encode(back), versions.getLast(), version))
                        .isEqualTo(old);
            }
        }
    }

    /** The current schema with only those kinds of records that the other version has too. */
    private static Schema ofKnownKinds(Schema current, Schema version) {
        if (kinds(version).containsAll(kinds(current))) {
            return current;
        }
        List<Schema> known = current.getField(KIND).schema().getTypes().stream()
                .filter(kind -> kinds(version).contains(kind.getFullName()))
                .toList();
        return Schema.createRecord(
                current.getName(),
                null,
                current.getNamespace(),
                false,
                List.of(new Schema.Field(KIND, Schema.createUnion(known))));
    }

    /** The kinds of records that a schema is a union of; empty: it is of one kind. */
    private static List<String> kinds(Schema schema) {
        Schema.Field field = schema.getField(KIND);
        return schema.getFields().size() > 1 || field == null || field.schema().getType() != Schema.Type.UNION
                ? List.of()
                : field.schema().getTypes().stream().map(Schema::getFullName).toList();
    }

    private static String kind(GenericRecord written) {
        return ((GenericRecord) written.get(KIND)).getSchema().getFullName();
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
