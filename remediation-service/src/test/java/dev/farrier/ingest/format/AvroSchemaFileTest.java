package dev.farrier.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.AvroSchema;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroSchemaFileTest {
    private static final String SOURCE =
            "kind: Source\nmetadata: {name: s}\nspec: {topic: t, format: avro, schema: a.avsc";
    private static final String SCHEMA = """
            {"type": "record", "name": "Reading", "namespace": "edge", "doc": "x", "fields": [
              {"name": "host", "type": "string"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["UP"]}},
              {"name": "was", "type": ["null", "State", "edge.State"], "default": null},
              {"name": "of", "type": {"type": "record", "name": "other.Of", "fields": [
                {"name": "mac", "type": {"type": "fixed", "name": "Mac", "size": 6}},
                {"name": "again", "type": ["null", "Mac", "edge.Reading"]}]}},
              {"name": "tags", "type": {"type": "map", "values": {"type": "array", "items": "double"}}}]}""";

    @Test
    void shouldKeepTheSchemaWithTheSourceAndTheBundle() {
        SortedMap<String, String> files = Compile.files(SOURCE
                + ", time: {field: at}, event: {name: state, message: of.mac, labels: [host], labelsFrom: [tags]}}");
        files.put("a.avsc", SCHEMA);
        files.put("b.avsc", "nobody names it");

        assertThat(Compile.bundle(files).sources().get("s").settings())
                .isInstanceOfSatisfying(
                        AvroFormat.AvroSettings.class,
                        settings ->
                                assertThat(settings.schema()).isEqualTo(new AvroSchema.SchemaFile("a.avsc", SCHEMA)));
        assertThat(Compile.bundle(files).scripts()).containsOnlyKeys("a.avsc");
    }

    @Test
    void shouldTakeOnlyFieldsThatTheSchemaHas() {
        assertThat(problems(
                        SOURCE
                                + ", time: {field: att}, event: {name: 'state || stat', labels: {h: hots.x}, labelsFrom: tag}}",
                        SCHEMA))
                .containsExactlyInAnyOrder(
                        "p1.yaml:3:62: error: the schema has no field 'att': did you mean 'at'?",
                        "p1.yaml:3:82: error: the schema has no field 'stat': did you mean 'state'?",
                        "p1.yaml:3:111: error: the schema has no field 'hots.x': known are at, host, of, state, tags, was",
                        "p1.yaml:3:132: error: the schema has no field 'tag': did you mean 'tags'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                        | a.avsc:1:1: error: a schema is one JSON object
            7                                         | a.avsc:1:1: error: a schema is one JSON object
            {                                         | a.avsc:1:2: error: not YAML: expected
            {"type": "string"}                        | a.avsc:1:1: error: events are made of records
            {"type": "record", "fields": []}          | a.avsc:1:1: error: a record is missing its "name"
            {"type": "record", "name": "R"}           | a.avsc:1:1: error: "fields" is missing
            {"type": "record", "name": "R", "fields": {}} | a.avsc:1:43: error: "fields" is of the wrong kind: a map
            {"type": "record", "name": "R", "fields": [7]} | a.avsc:1:44: error: a field is an object with "name" and "type"
            {"type": "record", "name": "R", "fields": [{"name": "a"}]} | a.avsc:1:44: error: "type" is missing
            {"type": "record", "name": "R", "fields": [{"name": "a", "type": "strng"}]} | a.avsc:1:66: error: unknown type 'strng': did you mean 'string'?
            {"type": "record", "name": "R", "fields": [{"name": "a", "type": {}}]} | a.avsc:1:66: error: a type is missing its "type"
            {"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": "array"}}]} | a.avsc:1:66: error: "items" is missing
            {"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": "map", "values": "x"}}]} | a.avsc:1:92: error: unknown type 'x'
            {"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": "enum", "name": "E", "symbols": "A"}}]} | a.avsc:1:107: error: "symbols" is of the wrong kind: the text 'A'
            {"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": "fixed", "size": 1}}]} | a.avsc:1:66: error: a fixed is missing its "name"
            """)
    void shouldSayWhatIsWrongWithTheSchema(String schema, String problem) {
        assertThat(problems(SOURCE + "}", schema)).singleElement().asString().startsWith(problem);
    }

    private static List<String> problems(String source, String schema) {
        SortedMap<String, String> files = Compile.files(source);
        files.put("a.avsc", schema);
        CompileResult compiled = PolicyCompiler.compile(files, "test");
        return compiled.problems().stream().map(Problem::toString).toList();
    }
}
