package dev.farrier.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.policy.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published schema says of a document what its reader says. The documents in {@code policies/every-key} use every key
 * that there is; each is changed in one place at a time, and both are asked.
 */
class JsonSchemaTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path FOLDER = Path.of("src/test/resources/policies/every-key");

    /** Maps whose keys are the user's own. */
    private static final Set<String> FREE = Set.of(
            "labels",
            "with",
            "outputs",
            "env",
            "headers",
            "parameters",
            "groups",
            "outcomes",
            "group",
            "mayTarget",
            "body",
            "expected");

    /**
     * What a reader refuses and a schema can't: what depends on other documents or other values, and what is said in a
     * language of its own.
     */
    private static final List<Pattern> BEYOND_A_SCHEMA = Stream.of(
                    // other documents, and other places of this one
                    "unknown (source|resource|action|inventory|group|policy|StormBreaker|site|risk)",
                    "no (incident|policy) (has|can have|of)",
                    "both sides select",
                    "can never be equal",
                    "(open|incident that is open) need not be about to act",
                    "there is no (policy|target|rung|action|file|label)",
                    "(has|have) no (alternative|group|label|parameter)",
                    "no (resource|earlier step|step of a rung) has",
                    "means nothing beside",
                    "there is no parameter",
                    "action 'fix' needs",
                    // which of them count, of which sources, read by which preset
                    "every event that is counted meets",
                    "while its incidents still count",
                    "all of one alternative",
                    "one alternative can't flap",
                    "say what ends the symptom",
                    "nobody is called when nothing helps",
                    "of a resource that never spoke",
                    "is missing: name the field that holds the time",
                    "the parameter's pattern",
                    "would be an option",
                    // texts with a language of their own
                    "not a condition",
                    "is no time format",
                    "is no time zone",
                    "is not a time",
                    "is no address",
                    "no named group",
                    "the replacement .* refers to group")
            .map(Pattern::compile)
            .toList();

    private final JsonSchema schema = new JsonSchema();
    private final SortedMap<String, String> base = Compile.resources("policies/every-key");

    @Test
    void shouldAcceptWhatIsShippedAndWhatTheDocumentationShows() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> shipped = Files.walk(Path.of("../policies"))) {
            for (Path path :
                    shipped.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                files.add(Files.readString(path));
            }
        }
        Matcher block = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/policies.md")));
        while (block.find()) {
            if (block.group(1).contains("kind:") && block.group(1).contains("metadata:")) {
                files.add(block.group(1));
            }
        }
        assertThat(files).hasSizeGreaterThan(12);
        for (String file : files) {
            for (JsonNode document : JsonSchema.documents(file)) {
                assertThat(schema.errors(document)).as(document.toString()).isEmpty();
            }
        }
    }

    @Test
    void shouldAcceptEveryKeyThatReadersKnow() {
        assertThat(PolicyCompiler.compile(base, "test").problems())
                .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
                .isEmpty();
        Set<String> unused = new TreeSet<>(schema.properties());
        for (String file : base.keySet()) {
            if (file.endsWith(".yaml")) {
                for (JsonNode document : JsonSchema.documents(base.get(file))) {
                    assertThat(schema.errors(document)).as(document.toString()).isEmpty();
                    unused.removeAll(schema.used(document));
                }
            }
        }
        assertThat(unused).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sources", "actions", "policies", "tests"})
    void shouldRefuseWhatReadersRefuse(String file) {
        Map<String, String> disagreements = new TreeMap<>();
        Set<String> done = new TreeSet<>();
        for (JsonNode document : JsonSchema.documents(base.getOrDefault(file + ".yaml", ""))) {
            RandomCases.of(List.copyOf(changed(document, done).entrySet())).forEach(change -> {
                String what = change.getKey();
                JsonNode changed = change.getValue();
                List<String> byReader = byReader(file, changed);
                List<String> bySchema = schema.errors(changed);
                boolean beyond = byReader.stream()
                        .anyMatch(message -> BEYOND_A_SCHEMA.stream()
                                .anyMatch(pattern -> pattern.matcher(message).find()));
                if (byReader.isEmpty() != bySchema.isEmpty() && !(bySchema.isEmpty() && beyond)) {
                    disagreements.put(
                            document.at("/metadata/name").asString("") + ": " + what,
                            "readers: " + byReader + ", schema: " + bySchema);
                }
                if (what.startsWith("unknown key")) {
                    assertThat(bySchema).as(what).isNotEmpty();
                    assertThat(byReader).as(what).anyMatch(message -> message.contains("unknown key 'noSuchKey'"));
                }
            });
        }
        assertThat(String.join(
                        "\n",
                        disagreements.entrySet().stream().map(Object::toString).toList()))
                .isEmpty();
    }

    private List<String> byReader(String file, JsonNode document) {
        SortedMap<String, String> files = new TreeMap<>(base);
        List.of("sources", "actions", "policies", "tests").forEach(other -> files.remove(other + ".yaml"));
        files.put(file + ".yaml", JSON.writeValueAsString(document));
        return PolicyCompiler.compile(files, "test").problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .map(Problem::toString)
                .toList();
    }

    /**
     * What was done to it → the document, changed in one place.
     *
     * @param done places that have been changed in another document, whatever their index
     */
    private static Map<String, JsonNode> changed(JsonNode document, Set<String> done) {
        Map<String, JsonNode> all = new TreeMap<>();
        change(document, document, "", false, all);
        all.keySet().removeIf(what -> !done.add(what.replaceAll("/\\d+(?=[/ ])", "/0")));
        return all;
    }

    private static void change(JsonNode document, JsonNode node, String at, boolean free, Map<String, JsonNode> all) {
        String name = at.substring(at.lastIndexOf('/') + 1);
        boolean inFree = free || name.equals("body");
        if (node instanceof ObjectNode object) {
            if (!inFree && !FREE.contains(name)) {
                JsonNode more = document.deepCopy();
                ((ObjectNode) more.at(at)).put("noSuchKey", "x");
                all.put("unknown key in " + at, more);
            }
            for (String key : object.propertyNames()) {
                String below = at + "/" + key.replace("~", "~0").replace("/", "~1");
                JsonNode less = document.deepCopy();
                ((ObjectNode) less.at(at)).remove(key);
                all.put("without " + below, less);
                retype(document, object.get(key), below, all);
                change(document, object.get(key), below, inFree, all);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                retype(document, array.get(i), at + "/" + i, all);
                change(document, array.get(i), at + "/" + i, inFree, all);
            }
        }
    }

    private static void retype(JsonNode document, JsonNode value, String at, Map<String, JsonNode> all) {
        List<JsonNode> others = new ArrayList<>();
        others.add(JSON.createObjectNode().put("wrong", "type"));
        others.add(JSON.createArrayNode());
        others.add(JSON.valueToTree("wrong type"));
        others.add(JSON.valueToTree(-1.5));
        others.add(JSON.nullNode());
        for (JsonNode other : others) {
            if (!other.equals(value)) {
                JsonNode changed = document.deepCopy();
                JsonNode parent = changed.at(at.substring(0, at.lastIndexOf('/')));
                String key =
                        at.substring(at.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
                if (parent instanceof ObjectNode object) {
                    object.set(key, other);
                } else if (parent instanceof ArrayNode array) {
                    array.set(Integer.parseInt(key), other);
                }
                all.put(at + " as " + other + " instead of " + value.getNodeType(), changed);
            }
        }
    }
}
