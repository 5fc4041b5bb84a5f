package dev.farrier.policy.yaml;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published schema of policy documents, and which of its properties a document uses. */
final class JsonSchema {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonNode root;
    private final Schema schema;

    JsonSchema() {
        try {
            root = JSON.readTree(Files.readString(Path.of("../docs/policy.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root);
    }

    JsonNode root() {
        return root;
    }

    /** What is wrong with the document; empty when nothing is. */
    List<String> errors(JsonNode document) {
        return schema.validate(document).stream().map(Object::toString).toList();
    }

    static List<JsonNode> documents(String yaml) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        List<JsonNode> documents = new ArrayList<>();
        new Load(settings).loadAllFromString(yaml).forEach(document -> documents.add(JSON.valueToTree(document)));
        return documents;
    }

    /** Where each property is defined, such as {@code #/$defs/guards/properties/cooldown}. */
    Set<String> properties() {
        Set<String> found = new TreeSet<>();
        properties(root, "#", found);
        return found;
    }

    private static void properties(JsonNode node, String at, Set<String> found) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                properties(node.get(i), at + "/" + i, found);
            }
        }
        node.properties().forEach(entry -> {
            String below = at + "/" + entry.getKey();
            if (entry.getKey().equals("properties")) {
                entry.getValue().properties().forEach(property -> {
                    if (defines(property.getValue())) {
                        found.add(below + "/" + property.getKey());
                    }
                });
            }
            properties(entry.getValue(), below, found);
        });
    }

    /** Conditions say something of properties that are defined elsewhere. */
    private static boolean defines(JsonNode property) {
        return property.has("description") || property.has("$ref");
    }

    /** Those that the document uses. */
    Set<String> used(JsonNode document) {
        Set<String> used = new TreeSet<>();
        used(document, root, "#", used);
        return used;
    }

    private void used(JsonNode value, JsonNode node, String at, Set<String> used) {
        if (node.has("$ref")) {
            String name = node.get("$ref").asString().substring("#/$defs/".length());
            used(value, root.get("$defs").get(name), "#/$defs/" + name, used);
        }
        if (node.has("if") && !value.path("kind").equals(node.at("/if/properties/kind/const"))) {
            return;
        }
        node.path("properties").properties().forEach(property -> {
            if (value.has(property.getKey()) && defines(property.getValue())) {
                String below = at + "/properties/" + property.getKey();
                used.add(below);
                used(value.get(property.getKey()), property.getValue(), below, used);
            } else if (value.has(property.getKey())) {
                used(value.get(property.getKey()), property.getValue(), at, used);
            }
        });
        if (value.isObject()) {
            value.forEach(one -> used(one, node.path("additionalProperties"), at + "/additionalProperties", used));
        }
        if (value.isArray()) {
            value.forEach(item -> used(item, node.path("items"), at + "/items", used));
        }
        used(value, node.path("then"), at + "/then", used, node.has("then"));
        for (String key : List.of("allOf", "oneOf")) {
            for (int i = 0; i < node.path(key).size(); i++) {
                used(value, node.get(key).get(i), at + "/" + key + "/" + i, used);
            }
        }
    }

    private void used(JsonNode value, JsonNode node, String at, Set<String> used, boolean there) {
        if (there) {
            used(value, node, at, used);
        }
    }
}
