package dev.farrier.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** values.schema.json, and what it says of values.yaml. */
class ValuesSchemaTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** A parent chart's, which Helm puts into the values of each of its charts. */
    private static final List<String> OPEN = List.of("global");

    private static JsonNode schema() throws IOException {
        return MAPPER.readTree(Chart.file("values.schema.json").toFile());
    }

    private static JsonNode resolved(JsonNode root, JsonNode schema) {
        return schema.has("$ref") ? root.at(schema.get("$ref").asText().substring(1)) : schema;
    }

    /** Path, written as keys and {@code 0} for the first item of a list → the schema of the map there. */
    private static SortedMap<List<String>, JsonNode> maps() throws IOException {
        SortedMap<List<String>, JsonNode> maps =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        JsonNode root = schema();
        collect(root, root, List.of(), new ArrayList<>(), maps);
        return maps;
    }

    private static void collect(
            JsonNode root,
            JsonNode written,
            List<String> path,
            List<String> within,
            SortedMap<List<String>, JsonNode> maps) {
        String ref = written.path("$ref").asText();
        if (!ref.isEmpty() && within.contains(ref)) {
            return; // a type of Kubernetes within itself
        }
        List<String> inside = new ArrayList<>(within);
        if (!ref.isEmpty()) {
            inside.add(ref);
        }
        JsonNode schema = resolved(root, written);
        if (schema.path("type").asText().equals("object")) {
            maps.put(path, schema);
        }
        schema.path("properties")
                .properties()
                .forEach(entry -> collect(root, entry.getValue(), with(path, entry.getKey()), inside, maps));
        if (schema.has("items")) {
            collect(root, schema.get("items"), with(path, "0"), inside, maps);
        }
    }

    private static List<String> with(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }

    @Test
    void shouldBeOfTheDraftThatEveryHelmReads() throws IOException {
        assertThat(schema().path("$schema").asText()).isEqualTo("http://json-schema.org/draft-07/schema#");
        assertThat(schema().findValuesAsText("$ref")).allMatch(ref -> ref.startsWith("#/definitions/"));
        // nothing beside a reference is looked at
        assertThat(schema().findParents("$ref")).allMatch(node -> node.size() == 1);
    }

    @Test
    void shouldBeClosedAtEveryDepth() throws IOException {
        maps().forEach((path, schema) -> {
            if (!OPEN.equals(path)) {
                JsonNode further = schema.path("additionalProperties");
                assertThat(further.isBoolean() ? !further.asBoolean() : further.has("type") || further.has("$ref"))
                        .as(path + " says which keys it takes, or of which type the values of any key are")
                        .isTrue();
            }
        });
    }

    @Test
    void shouldHoldKubernetesTypesAsTheyAre() throws IOException {
        ObjectNode made = MAPPER.createObjectNode();
        KubernetesDefinitions.all().forEach(made::set);
        ObjectNode there = (ObjectNode) schema().path("definitions");
        there.remove(there.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !name.startsWith(KubernetesDefinitions.PREFIX))
                .toList());

        assertThat(there)
                .as("run KubernetesDefinitions.main with the schema's path")
                .isEqualTo(made);
    }

    /** One rendering for each section, of the map that is closed; those inside of Kubernetes' types are closed in one place. */
    @TestFactory
    List<DynamicTest> shouldRefuseUnknownKeyInEverySection() throws IOException {
        return maps().entrySet().stream()
                .filter(entry -> entry.getValue().path("additionalProperties").isBoolean())
                .filter(entry -> entry.getKey().size() < 7 && !isInsideOfSite(entry.getKey()))
                .map(entry -> DynamicTest.dynamicTest(
                        "values." + String.join(".", entry.getKey()), () -> refuses(entry.getKey())))
                .toList();
    }

    /** A site may say all that `executors` may, of the same definitions; the pods of components are one definition. */
    private static boolean isInsideOfSite(List<String> path) {
        boolean pod = path.indexOf("pod") > 0 && path.size() > path.indexOf("pod") + 1;
        return pod || (path.size() > 3 && path.getFirst().equals("sites"));
    }

    private static void refuses(List<String> path) {
        JsonNode value = MAPPER.createObjectNode().put("unknownKey", "x");
        for (int i = path.size() - 1; i >= 0; i--) {
            value = path.get(i).equals("0")
                    ? MAPPER.createArrayNode().add(value)
                    : MAPPER.createObjectNode().set(path.get(i), value);
        }
        assertThat(Chart.asItIs().refusal(value.toString()))
                .contains("unknownKey")
                .contains("not allowed");
    }

    @Test
    void shouldKnowEveryValueThatIsThere() throws IOException {
        JsonNode values = Manifests.yaml(Files.readString(Chart.file("values.yaml")));
        JsonNode schema = schema();

        assertKnown(schema, schema, values, "");
    }

    private static void assertKnown(JsonNode root, JsonNode written, JsonNode value, String path) {
        JsonNode schema = resolved(root, written);
        value.properties().forEach(entry -> {
            JsonNode own = schema.path("properties").path(entry.getKey());
            JsonNode any = schema.path("additionalProperties");
            assertThat(own.isObject() || any.isObject())
                    .as(path + entry.getKey())
                    .isTrue();
            assertKnown(root, own.isObject() ? own : any, entry.getValue(), path + entry.getKey() + ".");
        });
    }

    @Test
    void shouldShowEveryKeyOfTheSchemaInValues() throws IOException {
        JsonNode values = Manifests.yaml(Files.readString(Chart.file("values.yaml")));
        List<String> missing = new ArrayList<>();
        maps().forEach((path, schema) -> {
            boolean own = path.size() < 4 && !path.contains("0") && !path.contains("pod");
            JsonNode there = values.at(path.isEmpty() ? "" : "/" + String.join("/", path));
            if (own && there.isObject() && schema.path("additionalProperties").isBoolean() && !isKubernetes(path)) {
                schema.path("properties").fieldNames().forEachRemaining(key -> {
                    if (!there.has(key)) {
                        missing.add(String.join(".", with(path, key)));
                    }
                });
            }
        });

        // for parent charts
        assertThat(missing).containsExactlyInAnyOrder("enabled", "global");
    }

    private static boolean isKubernetes(List<String> path) {
        return path.contains("resources") || path.contains("podSecurityContext") || path.contains("securityContext");
    }

    /** Line by line: a comment above the key or at the end of its line; keys that begin in one line are explained together. */
    @Test
    void shouldExplainEveryLineOfValues() throws IOException {
        List<String> unexplained = new ArrayList<>();
        String before = "";
        for (String line : Files.readAllLines(Chart.file("values.yaml"))) {
            boolean key = line.matches(" *[a-zA-Z]+:.*");
            if (key && !line.contains("# ") && !before.strip().startsWith("# ")) {
                unexplained.add(line);
            }
            before = line;
        }
        assertThat(unexplained).isEmpty();
    }

    @Test
    void shouldLetAParentChartUseIt() {
        assertThat(Chart.asItIs()
                        .render("global: {imageRegistry: {a: 1}}\nenabled: true")
                        .all())
                .isNotEmpty();
    }
}
