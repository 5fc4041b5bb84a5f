package dev.farrier.stream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.farrier.RandomCases;
import dev.farrier.execute.worker.Commands;
import dev.farrier.model.Action;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.Progress;
import dev.farrier.model.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
    private static final Event EVENT = Event.of(
            "t/0/1", "edge-syslog", EventKind.LOG, 1_700_000_000_000L, "sshd", "hello", Labels.of("host", "a"));

    private static final String NOTE = ", {\"name\": \"note\", \"type\": [\"null\", \"string\"], \"default\": null}";

    @ParameterizedTest
    @MethodSource("dev.farrier.stream.serde.SchemaFiles#classes")
    <T> void shouldGiveBackWhatWasWritten(Class<T> type) {
        RecordCodec<T> codec = RecordCodec.of(type);
        for (int seed = 0; seed < RandomCases.of(300); seed++) {
            T value = new Samples(seed).next(type);
            byte[] bytes = codec.encode(value);

            T back = codec.decode(bytes);

            assertThat(back).isEqualTo(value).hasSameHashCodeAs(value);
            assertThat(codec.encode(back)).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.farrier.stream.serde.SchemaFiles#classes")
    <T> void shouldLoseNothingWhenWritingForOlderReaders(Class<T> type) {
        RecordCodec<T> codec = RecordCodec.of(type);
        for (int seed = 0; seed < RandomCases.of(100); seed++) {
            T value = new Samples(seed).next(type);

            assertThat(codec.decode(codec.encodeForOlderReaders(value))).isEqualTo(value);
        }
    }

    @Test
    void shouldSendACommandThatAnExecutorOfTheVersionBeforeCanRead() {
        RecordCodec<Command> codec = RecordCodec.of(Command.class);
        SchemaHistory history = SchemaHistory.load("Command");
        Action.Process process = new Action.Process(List.of("true"), new TreeMap<>(), null, null);
        Action.Process added = Action.Process.ofType("beep", List.of("true"), new TreeMap<>());

        assertThat(fingerprint(codec.encodeForOlderReaders(Commands.of("c-1", process, 0, 1, 1))))
                .isEqualTo(SchemaHistory.fingerprint(history.versions().getFirst()));
        assertThat(fingerprint(codec.encodeForOlderReaders(Commands.of("c-1", added, 0, 1, 1))))
                .isEqualTo(SchemaHistory.fingerprint(history.current()));
    }

    private static long fingerprint(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    }

    @Test
    void shouldGiveTheSameBytesWhateverTheOrderOfAMap() {
        List<String> keys = IntStream.range(0, 50).mapToObj(i -> "key" + i).toList();
        TreeMap<String, String> backwards = new TreeMap<>(Comparator.reverseOrder());
        TreeMap<String, String> forwards = new TreeMap<>();
        keys.forEach(key -> backwards.put(key, "v"));
        keys.reversed().forEach(key -> forwards.put(key, "v"));
        RecordCodec<BundleRecord> codec = RecordCodec.of(BundleRecord.class);

        assertThat(codec.encode(new BundleRecord("c", backwards)))
                .isEqualTo(codec.encode(new BundleRecord("c", forwards)));
    }

    @Test
    void shouldGiveTheSameBytesWhateverTheOrderOfAMapOfMaps() {
        SortedMap<String, SortedMap<String, Long>> backwards = new TreeMap<>(Comparator.reverseOrder());
        SortedMap<String, SortedMap<String, Long>> forwards = new TreeMap<>();
        for (String source : List.of("a", "b", "c")) {
            SortedMap<String, Long> inner = new TreeMap<>(Comparator.reverseOrder());
            inner.put("x", 1L);
            inner.put("y", 2L);
            backwards.put(source, inner);
            forwards.put(source, new TreeMap<>(inner.reversed()));
        }
        RecordCodec<Progress> codec = RecordCodec.of(Progress.class);

        assertThat(codec.encode(new Progress(0, new TreeMap<>(), backwards)))
                .isEqualTo(codec.encode(new Progress(0, new TreeMap<>(), forwards)));
    }

    @Test
    void shouldBeginWithMarkerAndFingerprint() {
        byte[] bytes = RecordCodec.of(Event.class).encode(EVENT);

        assertThat(bytes).startsWith(0xc3, 0x01);
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2))
                .isEqualTo(SchemaHistory.fingerprint(SchemaHistory.load("Event").current()));
    }

    @Test
    void shouldNameAnUnknownFingerprint() {
        byte[] bytes = RecordCodec.of(Event.class).encode(EVENT);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(2, 0x0123456789abcdefL);

        assertThatThrownBy(() -> RecordCodec.of(Event.class).decode(bytes))
                .isInstanceOf(RecordFormatException.class)
                .hasMessageContaining("Event")
                .hasMessageContaining("0123456789abcdef");
    }

    @Test
    void shouldRefuseTheRecordOfAnotherType() {
        byte[] bytes = RecordCodec.of(Event.class).encode(EVENT);

        assertThatThrownBy(() -> RecordCodec.of(Signal.class).decode(bytes))
                .isInstanceOf(RecordFormatException.class)
                .hasMessageContaining("fingerprint");
    }

    @ParameterizedTest
    @MethodSource("notMessages")
    void shouldSayThatThisIsNoMessage(byte[] bytes) {
        assertThatThrownBy(() -> RecordCodec.of(Event.class).decode(bytes))
                .isInstanceOf(RecordFormatException.class)
                .hasMessageContaining("single-object");
    }

    static List<byte[]> notMessages() {
        return List.of(
                new byte[0],
                new byte[] {(byte) 0xc3},
                new byte[] {(byte) 0xc3, 0x01, 1, 2, 3, 4, 5, 6, 7},
                "{\"id\": \"1\"}".getBytes(),
                new byte[1 << 20]);
    }

    @ParameterizedTest
    @MethodSource("dev.farrier.stream.serde.SchemaFiles#classes")
    <T> void shouldRefuseEveryTruncation(Class<T> type) {
        RecordCodec<T> codec = RecordCodec.of(type);
        byte[] bytes = codec.encode(new Samples(7).next(type));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(RecordFormatException.class);
        }
    }

    @Test
    void shouldRefuseWhatIsLeftBehindTheEnd() {
        byte[] bytes = RecordCodec.of(Event.class).encode(EVENT);

        assertThatThrownBy(() -> RecordCodec.of(Event.class).decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(RecordFormatException.class)
                .hasMessageContaining("left behind");
    }

    @ParameterizedTest
    @MethodSource("dev.farrier.stream.serde.SchemaFiles#classes")
    <T> void shouldSurviveFlippedBytes(Class<T> type) {
        RecordCodec<T> codec = RecordCodec.of(type);
        Random random = new Random(11);
        for (int i = 0; i < RandomCases.of(2_000); i++) {
            byte[] bytes = codec.encode(new Samples(i % 50).next(type));
            for (int flips = 1 + random.nextInt(4); flips > 0 && bytes.length > 10; flips--) {
                bytes[10 + random.nextInt(bytes.length - 10)] = (byte) random.nextInt();
            }
            try {
                assertThat(codec.decode(bytes)).isNotNull();
            } catch (RecordFormatException refused) {
                assertThat(refused).hasMessageContaining(type.getSimpleName());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("hugeLengths")
    void shouldRefuseALengthThatTheBytesCannotHold(long length) {
        byte[] string = message("Event", length);
        byte[] array = message("Signal", 1, length);
        byte[] map = message("Progress", 0, length);

        assertRefusedCheaply(RecordCodec.of(Event.class), string);
        assertRefusedCheaply(RecordCodec.of(Signal.class), array);
        assertRefusedCheaply(RecordCodec.of(Progress.class), map);
    }

    private static void assertRefusedCheaply(RecordCodec<?> codec, byte[] bytes) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(RecordFormatException.class);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
    }

    static List<Long> hugeLengths() {
        return List.of(1_000L, 100_000_000L, Integer.MAX_VALUE - 8L, Integer.MAX_VALUE + 1L, Long.MAX_VALUE, -1L);
    }

    @Test
    void shouldSayWhatTheRecordItselfRefuses() {
        byte[] bytes = message("Signal", 0);
        byte[] event = RecordCodec.of(Event.class).encode(EVENT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes);
        out.write(event, 10, event.length - 10);
        out.write(0); // no group
        out.write(0); // no matches

        assertThatThrownBy(() -> RecordCodec.of(Signal.class).decode(out.toByteArray()))
                .isInstanceOf(RecordFormatException.class)
                .hasMessageContaining("no match");
    }

    @Test
    void shouldNameTheComponentThatIsNull() {
        AuditRecord audit = new Samples(3).next(AuditRecord.class);
        AuditRecord broken = new AuditRecord(
                audit.time(),
                audit.kind(),
                audit.incident(),
                null,
                audit.commit(),
                audit.group(),
                audit.target(),
                null,
                null,
                audit.reason(),
                0,
                "",
                "",
                "",
                "",
                new TreeMap<>(),
                "",
                1);

        assertThatThrownBy(() -> RecordCodec.of(AuditRecord.class).encode(broken))
                .isInstanceOf(RecordFormatException.class)
                .hasMessageContaining("AuditRecord")
                .hasMessageContaining("policy");
        assertThat(RecordCodec.of(AuditRecord.class)
                        .decode(RecordCodec.of(AuditRecord.class).encode(audit)))
                .isEqualTo(audit);
    }

    @Test
    void shouldWorkInManyThreadsAtOnce() {
        RecordCodec<Event> codec = RecordCodec.of(Event.class);
        // a list first: AssertJ would take one after the other
        assertThat(IntStream.range(0, RandomCases.of(20_000))
                        .parallel()
                        .mapToObj(seed -> new Samples(seed).next(Event.class))
                        .filter(event -> !codec.decode(codec.encode(event)).equals(event))
                        .toList())
                .isEmpty();
    }

    // older and newer versions

    enum Colour {
        RED,
        GREEN
    }

    record Paint(String name, Colour colour, @Nullable String note) {}

    private static final Schema PAINT_1 = paint("\"RED\", \"GREEN\"", "");
    private static final Schema PAINT_2 = paint("\"RED\", \"GREEN\"", NOTE);
    private static final Schema PAINT_3 = paint("\"RED\", \"BLUE\", \"GREEN\"", NOTE);

    @Test
    void shouldReadWhatAnOlderVersionWrote() throws IOException {
        GenericRecord old = new GenericData.Record(PAINT_1);
        old.put("name", "door");
        old.put("colour", new GenericData.EnumSymbol(PAINT_1.getField("colour").schema(), "RED"));
        byte[] bytes = written(old, PAINT_1);

        assertThat(new RecordCodec<>(Paint.class, new SchemaHistory("Paint", List.of(PAINT_1, PAINT_2))).decode(bytes))
                .isEqualTo(new Paint("door", Colour.RED, null));
        assertThatThrownBy(() ->
                        new RecordCodec<>(Paint.class, new SchemaHistory("Paint", List.of(PAINT_2))).decode(bytes))
                .isInstanceOf(RecordFormatException.class)
                .hasMessageContaining("1 known versions");
    }

    @Test
    void shouldTakeASymbolItDoesNotKnowForTheDefault() throws IOException {
        GenericRecord later = new GenericData.Record(PAINT_3);
        later.put("name", "door");
        later.put(
                "colour", new GenericData.EnumSymbol(PAINT_3.getField("colour").schema(), "BLUE"));
        byte[] bytes = written(later, PAINT_3);

        // Code of version 2, to which version 3 was made known
        assertThat(new RecordCodec<>(Paint.class, new SchemaHistory("Paint", List.of(PAINT_3, PAINT_2))).decode(bytes))
                .isEqualTo(new Paint("door", Colour.GREEN, null));
    }

    private static Schema paint(String symbols, String more) {
        return new Schema.Parser().parse("""
                {"type": "record", "name": "Paint", "fields": [
                  {"name": "name", "type": "string"},
                  {"name": "colour",
                   "type": {"type": "enum", "name": "Colour", "symbols": [%s], "default": "GREEN"}}
                  %s]}""".formatted(symbols, more));
    }

    private static byte[] written(GenericRecord datum, Schema schema) throws IOException {
        ByteBuffer message = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(datum);
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }

    // a record that has another name in Java

    record Repainted(String thing, Colour colour) {}

    @Test
    void shouldFindARecordAndAComponentByTheirJavaNames() {
        String schema = """
                {"type": "record", "name": "Painted"%s, "fields": [
                  {"name": "name"%s, "type": "string"},
                  {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "GREEN"]}}]}""";
        Schema plain = new Schema.Parser().parse(schema.formatted("", ""));
        Schema renamed = new Schema.Parser()
                .parse(schema.formatted(", \"java-name\": \"Repainted\"", ", \"java-name\": \"thing\""));
        RecordCodec<Repainted> codec =
                new RecordCodec<>(Repainted.class, new SchemaHistory("Painted", List.of(renamed)));
        Repainted door = new Repainted("door", Colour.RED);

        assertThat(codec.decode(codec.encode(door))).isEqualTo(door);
        assertThat(SchemaHistory.fingerprint(renamed)).isEqualTo(SchemaHistory.fingerprint(plain));
    }

    // a record and a schema that do not agree

    record Pair(String left, @Nullable String right, int count) {}

    @Test
    void shouldNameEverythingInWhichRecordAndSchemaDiffer() {
        Schema schema = new Schema.Parser().parse("""
                {"type": "record", "name": "Couple", "fields": [
                  {"name": "left", "type": "string"},
                  {"name": "rihgt", "type": "string"},
                  {"name": "count", "type": "int"}]}""");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordCodec<>(Pair.class, new SchemaHistory("Pair", List.of(schema))))
                .withMessageContainingAll(
                        "Pair: is Pair, but Couple in the schema",
                        "Pair.right: the schema has no such field",
                        "Pair.rihgt: the record has no such component");
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    void shouldNameTheFieldWhoseTypeDiffers(String left, String right, String count, String problem) {
        Schema schema = new Schema.Parser().parse("""
                {"type": "record", "name": "Pair", "fields": [
                  {"name": "left", "type": %s}, {"name": "right", "type": %s}, {"name": "count", "type": %s}]}""".formatted(left, right, count));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordCodec<>(Pair.class, new SchemaHistory("Pair", List.of(schema))))
                .withMessageContaining(problem);
    }

    static List<Arguments> wrongFields() {
        String text = "\"string\"";
        String orNull = "[\"null\", \"string\"]";
        String number = "\"int\"";
        return List.of(
                Arguments.of("\"bytes\"", orNull, number, "Pair.left: is java.lang.String, but BYTES"),
                Arguments.of(text, text, number, "Pair.right: @Nullable, but the schema has no null"),
                Arguments.of(orNull, orNull, number, "Pair.left: the schema has null"),
                Arguments.of(text, orNull, "\"long\"", "Pair.count: is int, but LONG"));
    }

    @Test
    void shouldNameAMissingSchema() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SchemaHistory.load("Pair"))
                .withMessageContaining("avro/history/Pair/1.avsc");
    }

    /** A header and then numbers, as Avro writes them. */
    private static byte[] message(String schema, long... numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xc3);
        out.write(0x01);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(SchemaHistory.fingerprint(SchemaHistory.load(schema).current()))
                .array());
        for (long number : numbers) {
            long zigzag = (number << 1) ^ (number >> 63);
            while ((zigzag & ~0x7fL) != 0) {
                out.write((int) ((zigzag & 0x7f) | 0x80));
                zigzag >>>= 7;
            }
            out.write((int) zigzag);
        }
        return out.toByteArray();
    }
}
