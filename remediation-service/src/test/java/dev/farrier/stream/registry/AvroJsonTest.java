package dev.farrier.stream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.stream.serde.AvroLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Avro's own library writes, and what nobody would. */
class AvroJsonTest {
    private static final Schema READING = schema("""
            {"type":"record","name":"Reading","namespace":"edge","fields":[
              {"name":"host","type":"string"},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"micros","type":{"type":"long","logicalType":"timestamp-micros"}},
              {"name":"local","type":{"type":"long","logicalType":"local-timestamp-millis"}},
              {"name":"day","type":{"type":"int","logicalType":"date"}},
              {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":6,"scale":2}},
              {"name":"count","type":"int"},
              {"name":"value","type":"double"},
              {"name":"ratio","type":"float"},
              {"name":"ok","type":"boolean"},
              {"name":"state","type":{"type":"enum","name":"State","symbols":["UP","DOWN"]}},
              {"name":"raw","type":"bytes"},
              {"name":"mac","type":{"type":"fixed","name":"Mac","size":3}},
              {"name":"note","type":["null","string"]},
              {"name":"tags","type":{"type":"map","values":"string"}},
              {"name":"slots","type":{"type":"array","items":["null","long"]}},
              {"name":"next","type":["null","Reading"],"default":null}]}""");

    @Test
    void shouldReadEveryType() throws Exception {
        byte[] record = write(READING, reading());

        assertThat(AvroJson.read(READING, record, 0)).hasToString("""
                {"host":"mb-01 é","at":"2026-06-09T06:06:20.123Z","micros":"2026-06-09T06:06:20.123456Z",\
                "local":"2026-06-09T06:06:20.123","day":"2026-06-09","price":-1.25,"count":-7,"value":1.5,"ratio":0.25,\
                "ok":true,"state":"DOWN","raw":"/wAB","mac":"AQID","note":null,"tags":{"zone":"a"},\
                "slots":[1,null,-9223372036854775808],"next":null}""");
    }

    @Test
    void shouldReadWhatIsWrittenInBlocks() throws Exception {
        Schema schema = schema("{\"type\":\"array\",\"items\":\"int\"}");

        // two items in a block of two bytes, then one, then the end
        assertThat(AvroJson.read(schema, HexFormat.of().parseHex("030402040206" + "00"), 0))
                .hasToString("[1,2,3]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "string"  | ``                     | the record ends before its schema does
            "string"  | 02                     | the record ends before its schema does
            "string"  | feffffffffffffffff01   | Cannot read arrays longer than
            "string"  | feffffff0f             | Cannot read arrays longer than
            "string"  | 80808008               | the record ends before its schema does
            "string"  | 01                     | Length is negative
            "string"  | 02ff                   | invalid UTF-8 at byte 0
            "bytes"   | ffffffffffffffffff01   | Length is negative
            "bytes"   | 80808008               | the record ends before its schema does
            "long"    | ffffffffffffffffffff01 | Invalid long encoding
            "long"    | 0200                   | 1 bytes are left behind its end
            "double"  | 00000000               | the record ends before its schema does
            {"type":"enum","name":"E","symbols":["A"]} | 02 | there is no choice 1 of 1
            {"type":"enum","name":"E","symbols":["A"]} | 01 | there is no choice -1 of 1
            ["null","long"]                            | 04 | there is no choice 2 of 2
            {"type":"array","items":"int"}             | feffffffffffffffff01 | Cannot read collections larger than
            {"type":"array","items":"int"}             | 80897a     | the record ends before its schema does
            {"type":"array","items":"null"}            | feffffffffffffffff01 | Cannot read collections larger than
            {"type":"array","items":"null"}            | 8092f401   | more than 2000000 values
            {"type":"array","items":"null"}            | ffffffffffffffffff0100 | Block count is invalid
            {"type":"map","values":"null"}             | feffffffffffffffff01 | Cannot read collections larger than
            {"type":"map","values":"null"}             | 80897a     | the record ends before its schema does
            {"type":"bytes","logicalType":"decimal","precision":4} | 00 | a decimal without digits
            {"type":"int","logicalType":"date"} | feffffffffffffffff01 | is beyond all times
            """)
    void shouldNotBelieveWhatTheBytesDoNotBearOut(String schema, String hex, String problem) {
        assertThatThrownBy(() -> AvroJson.read(schema(schema), HexFormat.of().parseHex(hex), 0))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(problem);
    }

    /** What a few bytes ask for is bounded by the record's own length, or by the number of values that a body may have. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "string"                         | feffffff0f
            "bytes"                          | feffffff0f
            "string"                         | 80808008
            {"type":"array","items":"long"}  | feffffff0f
            {"type":"map","values":"string"} | feffffff0f
            """)
    void shouldMakeNoRoomForALengthThatTheRecordDoesNotHave(String schema, String hex) {
        Schema written = schema(schema);
        byte[] record = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> AvroJson.read(written, record, 0)).isInstanceOf(UnreadableException.class);

        long before = allocated();
        assertThatThrownBy(() -> AvroJson.read(written, record, 0)).isInstanceOf(UnreadableException.class);
        assertThat(allocated() - before).as("bytes allocated").isLessThan(200_000);
    }

    @Test
    void shouldSetAvrosLimits() {
        try (ConfluentDecoders decoders = new ConfluentDecoders(reference -> "")) {
            assertThat(decoders).isNotNull();
            assertThat(System.getProperty("org.apache.avro.limits.bytes.maxLength"))
                    .isEqualTo("16777216");
            assertThat(System.getProperty("org.apache.avro.limits.string.maxLength"))
                    .isEqualTo("16777216");
            assertThat(System.getProperty("org.apache.avro.limits.collectionItems.maxLength"))
                    .isEqualTo("2000000");
            assertThat(System.getProperty("org.apache.avro.limits.collectionItems.maxAllocation"))
                    .isEqualTo("100000");
        }
    }

    @Test
    void shouldBoundItemsThatTakeNoBytes() {
        Schema nested = schema("""
                {"type":"array","items":{"type":"array","items":"null"}}""");
        // a hundred arrays of a million nulls each, in 500 bytes
        byte[] record = HexFormat.of().parseHex("c801" + "80897a00".repeat(100) + "00");

        assertThatThrownBy(() -> AvroJson.read(nested, record, 0)).hasMessageContaining("more than 2000000 values");
    }

    @Test
    void shouldBoundAMapOfNulls() {
        Schema nulls = schema("{\"type\":\"map\",\"values\":\"null\"}");
        // a million entries, each of an empty name in one byte: the names run out
        byte[] record = HexFormat.of().parseHex("80897a" + "00".repeat(1_000));

        assertThatThrownBy(() -> AvroJson.read(nulls, record, 0)).hasMessageContaining("the record ends");
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void shouldSayWhichFieldIsWrong() {
        Throwable thrown = catchThrowable(() -> AvroJson.read(READING, new byte[] {2, 'h', 0, 0, 0, 0, 1}, 0));

        assertThat(((UnreadableException) thrown).where()).isEqualTo("price");
    }

    @Test
    void shouldNotGoDeepWithoutEnd() {
        Schema chain = schema("""
                {"type":"record","name":"Chain","fields":[{"name":"next","type":["null","Chain"]}]}""");
        byte[] deep = new byte[100_000];
        java.util.Arrays.fill(deep, (byte) 2);

        assertThatThrownBy(() -> AvroJson.read(chain, deep, 0)).hasMessageContaining("more than 64 levels");
    }

    @Test
    void shouldReadOrRefuseWhateverItIsGiven() throws Exception {
        byte[] good = write(READING, reading());
        Random random = new Random(3);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] record = good.clone();
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                record[random.nextInt(record.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(AvroJson.read(READING, record, 0).isObject()).isTrue();
                read++;
            } catch (UnreadableException e) {
                assertThat(e.what()).isNotEmpty();
            }
        }
        assertThat(read).as("some are still records").isBetween(1_000, 19_000);
    }

    private static GenericData.Record reading() {
        return new GenericRecordBuilder(READING)
                .set("host", "mb-01 é")
                .set("at", 1_780_985_180_123L)
                .set("micros", 1_780_985_180_123_456L)
                .set("local", 1_780_985_180_123L)
                .set("day", 20_613)
                .set(
                        "price",
                        ByteBuffer.wrap(new BigDecimal("-1.25").unscaledValue().toByteArray()))
                .set("count", -7)
                .set("value", 1.5)
                .set("ratio", 0.25f)
                .set("ok", true)
                .set(
                        "state",
                        new GenericData.EnumSymbol(READING.getField("state").schema(), "DOWN"))
                .set("raw", ByteBuffer.wrap(new byte[] {(byte) 0xff, 0, 1}))
                .set("mac", new GenericData.Fixed(READING.getField("mac").schema(), new byte[] {1, 2, 3}))
                .set("note", null)
                .set("tags", Map.of("zone", "a"))
                .set("slots", java.util.Arrays.asList(1L, null, Long.MIN_VALUE))
                .build();
    }

    /** Avro reads the limits when it is first used, here by {@link #schema}. */
    static {
        AvroLimits.install();
    }

    static Schema schema(String json) {
        return new Schema.Parser().parse(json);
    }

    static byte[] write(Schema schema, Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<>(schema).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }
}
