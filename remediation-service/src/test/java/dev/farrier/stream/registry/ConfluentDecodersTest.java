package dev.farrier.stream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.RandomCases;
import dev.farrier.ingest.AvroDecoder;
import dev.farrier.ingest.AvroSchema;
import dev.farrier.ingest.SchemaUnavailableException;
import dev.farrier.ingest.record.UnreadableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfluentDecodersTest {
    private static final String JSON = """
            {"type":"record","name":"R","fields":[{"name":"host","type":"string"}]}""";

    private final ConfluentDecoders decoders = new ConfluentDecoders(reference -> {
        if (!reference.equals("env:PASSWORD")) {
            throw new IllegalArgumentException(reference + " is not there");
        }
        return "p4ss";
    });
    private FakeRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry().schema(258, JSON);
    }

    @AfterEach
    void stop() {
        decoders.close();
        registry.close();
    }

    @Test
    void shouldReadByTheSchemaOfAFileWhateverTheId() throws Exception {
        AvroDecoder decoder = decoders.of(new AvroSchema.SchemaFile("r.avsc", JSON));

        assertThat(decoder.decode(record(258))).hasToString("{\"host\":\"mb-01\"}");
        assertThat(decoder.decode(record(-1))).hasToString("{\"host\":\"mb-01\"}");
    }

    @Test
    void shouldAskTheRegistryOnceForEachIdAlsoAfterAChangeOfPolicies() throws Exception {
        AvroSchema schema = new AvroSchema.RegistrySchema(registry.url(), "", "");

        assertThat(decoders.of(schema).decode(record(258))).hasToString("{\"host\":\"mb-01\"}");
        assertThat(decoders.of(schema).decode(record(258))).hasToString("{\"host\":\"mb-01\"}");

        assertThat(registry.asked).containsExactly("/schemas/ids/258");
    }

    @Test
    void shouldSayWhoAsks() throws Exception {
        decoders.of(new AvroSchema.RegistrySchema(registry.url(), "farrier", "env:PASSWORD"))
                .decode(record(258));

        assertThat(registry.asked).containsExactly("/schemas/ids/258 Basic ZmFycmllcjpwNHNz");
        assertThatThrownBy(() -> decoders.of(new AvroSchema.RegistrySchema(registry.url(), "farrier", "env:GONE"))
                        .decode(record(258)))
                .isInstanceOf(SchemaUnavailableException.class)
                .hasMessageContaining("can't be asked: env:GONE is not there");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 407, 408, 429, 500, 503})
    void shouldWaitForARegistryThatDoesNotAnswerAsItShould(int status) throws Exception {
        AvroDecoder decoder = decoders.of(new AvroSchema.RegistrySchema(registry.url(), "", ""));
        registry.answerWith(status);

        assertThatThrownBy(() -> decoder.decode(record(258)))
                .isInstanceOf(SchemaUnavailableException.class)
                .hasMessage("the schema registry " + registry.url() + ", needed for schema 258, answers with status "
                        + status);
        registry.answerWith(200);
        assertThat(decoder.decode(record(258))).hasToString("{\"host\":\"mb-01\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 410, 422})
    void shouldNotStopTheTopicForAnIdThatIsRefused(int status) throws Exception {
        AvroDecoder decoder = decoders.of(new AvroSchema.RegistrySchema(registry.url(), "", ""));
        decoder.decode(record(258));
        registry.answerWith(status);

        assertThatThrownBy(() -> decoder.decode(record(-1)))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("schema -1 of " + registry.url() + " "
                        + (status == 404 ? "is not there" : "is refused with status " + status));
        assertThat(decoder.decode(record(258))).hasToString("{\"host\":\"mb-01\"}");
    }

    @Test
    void shouldNotForgetASchemaForManyIdsThatAreNotThere() throws Exception {
        AvroDecoder decoder = decoders.of(new AvroSchema.RegistrySchema(registry.url(), "", ""));
        decoder.decode(record(258));

        for (int id = 1_000; id <= 1_000 + RandomCases.of(10_000); id++) {
            byte[] unknown = record(id);
            assertThatThrownBy(() -> decoder.decode(unknown)).isInstanceOf(UnreadableException.class);
        }
        decoder.decode(record(258));
        assertThat(registry.asked).filteredOn("/schemas/ids/258"::equals).hasSize(1);
    }

    @Test
    void shouldWaitForARegistryThatIsNotThereAndGoOnWithWhatIsKnown() throws Exception {
        AvroDecoder decoder = decoders.of(new AvroSchema.RegistrySchema(registry.url(), "", ""));
        decoder.decode(record(258));
        registry.close();

        assertThat(decoder.decode(record(258))).hasToString("{\"host\":\"mb-01\"}");
        assertThatThrownBy(() -> decoder.decode(record(259)))
                .isInstanceOf(SchemaUnavailableException.class)
                .hasMessageContaining("needed for schema 259, does not answer");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldNotWaitForEverForTheRestOfAnAnswer() {
        AvroDecoder decoder = decoders.of(new AvroSchema.RegistrySchema(registry.url(), "", ""));
        registry.stall();

        assertThatThrownBy(() -> decoder.decode(record(258)))
                .isInstanceOf(SchemaUnavailableException.class)
                .hasMessageContaining("needed for schema 258, does not finish its answer within 5 s");
    }

    @Test
    void shouldNotReadAnAnswerWithoutEnd() {
        AvroDecoder decoder = decoders.of(new AvroSchema.RegistrySchema(registry.url(), "", ""));
        registry.answer(7, " ".repeat(6 << 20));

        assertThatThrownBy(() -> decoder.decode(record(7)))
                .isInstanceOf(SchemaUnavailableException.class)
                .hasMessageContaining("its answer has more than 5242880 bytes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                  | is not there
            nonsense                                            | can't be used: Unrecognized token
            {}                                                  | can't be used
            {"schema":"{\\"type\\":\\"recrd\\"}"}               | can't be used
            {"schema":"syntax = 1;","schemaType":"PROTOBUF"}    | is of type PROTOBUF, not Avro
            {"schema":"\\"long\\"","references":[{"name":"x","subject":"x","version":1}]} | refers to other schemas
            """)
    void shouldRefuseRecordsWhoseSchemaIsNoneAndNotAskForEach(String answer, String problem) {
        AvroDecoder decoder = decoders.of(new AvroSchema.RegistrySchema(registry.url(), "", ""));
        if (!answer.isEmpty()) {
            registry.answer(7, answer);
        }

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> decoder.decode(record(7)))
                    .isInstanceOf(UnreadableException.class)
                    .hasMessageStartingWith("schema 7 of " + registry.url() + " " + problem);
        }
        assertThat(registry.asked).hasSize(1);
    }

    @Test
    void shouldRefuseWhatIsNotInTheWireFormat() {
        AvroDecoder decoder = decoders.of(new AvroSchema.SchemaFile("r.avsc", JSON));

        for (byte[] body : new byte[][] {{}, {0, 0, 0, 1}, {1, 0, 0, 0, 1, 0}, "{\"host\":1}".getBytes()}) {
            assertThatThrownBy(() -> decoder.decode(body)).hasMessageStartingWith("is not in Confluent's wire format");
        }
    }

    @Test
    void shouldTellOfASchemaFileThatCannotBeUsed() {
        AvroDecoder decoder = decoders.of(new AvroSchema.SchemaFile("r.avsc", "{\"type\":\"recrd\"}"));

        assertThatThrownBy(() -> decoder.decode(record(1)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith("the schema in r.avsc can't be used: ");
    }

    private static byte[] record(int id) {
        Schema schema = AvroJsonTest.schema(JSON);
        byte[] value = AvroJsonTest.write(
                schema, new GenericRecordBuilder(schema).set("host", "mb-01").build());
        return ByteBuffer.allocate(5 + value.length)
                .put((byte) 0)
                .putInt(id)
                .put(value)
                .array();
    }
}
