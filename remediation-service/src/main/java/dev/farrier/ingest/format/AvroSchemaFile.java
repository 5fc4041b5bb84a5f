package dev.farrier.ingest.format;

import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.tree.YamlFile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks a schema file and reports each problem with its place. JSON is YAML, and Farrier's reader of YAML knows places,
 * which Avro's parser does not. Finer points, such as the form of names, are left to Avro's parser.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#schema-declaration">Avro's schema declaration</a>
 */
final class AvroSchemaFile {
    private static final Set<String> PRIMITIVE =
            Set.of("null", "boolean", "int", "long", "float", "double", "bytes", "string");
    private static final Set<String> COMPLEX = Set.of("record", "error", "enum", "array", "map", "fixed");

    private final Problems problems;
    private final Set<String> names = new TreeSet<>();

    private AvroSchemaFile(Problems problems) {
        this.problems = problems;
    }

    /** The fields of the record that it declares; null after a problem. */
    static @Nullable Set<String> fields(String path, String json, Problems problems) {
        int errors = problems.errors();
        List<Node> documents = YamlFile.read(path, json, problems);
        if (problems.errors() > errors) {
            return null;
        }
        AvroSchemaFile file = new AvroSchemaFile(problems);
        if (documents.size() != 1 || !(documents.getFirst() instanceof MapNode schema)) {
            problems.error(
                    documents.isEmpty()
                            ? new Location(path, 1, 1)
                            : documents.getFirst().location(),
                    "a schema is one JSON object: {\"type\": \"record\", \"name\": …, \"fields\": […]}");
            return null;
        }
        if (!"record".equals(text(schema, "type"))) {
            problems.error(schema.location(), "events are made of records: the schema must be of type \"record\"");
            return null;
        }
        file.type(schema, "");
        Set<String> fields = new LinkedHashSet<>();
        for (Node field : items(schema, "fields")) {
            String name = text(field, "name");
            if (name != null) {
                fields.add(name);
            }
        }
        return problems.errors() > errors ? null : fields;
    }

    private void type(@Nullable Node type, String namespace) {
        switch (type) {
            case null -> {}
            case Scalar name -> named(name, namespace);
            case ListNode union -> union.items().forEach(each -> type(each, namespace));
            case MapNode declared -> declared(declared, namespace);
        }
    }

    private void named(Scalar name, String namespace) {
        String text = name.text();
        boolean known = PRIMITIVE.contains(text) || names.contains(text) || names.contains(full(text, namespace));
        if (!known) {
            TreeSet<String> all = new TreeSet<>(PRIMITIVE);
            all.addAll(names);
            problems.error(name.location(), "unknown type '" + text + "'" + Nearest.hint(text, all));
        }
    }

    private void declared(MapNode declared, String outer) {
        Node type = value(declared, "type");
        if (type == null) {
            problems.error(declared.location(), "a type is missing its \"type\"");
            return;
        }
        if (!(type instanceof Scalar scalar) || !COMPLEX.contains(scalar.text())) {
            type(type, outer); // {"type": "long", "logicalType": …}, or a type within a type
            return;
        }
        String namespace = namespace(declared, outer);
        switch (scalar.text()) {
            case "array" -> require(declared, "items", Node.class, namespace);
            case "map" -> require(declared, "values", Node.class, namespace);
            case "enum" -> {
                name(declared, namespace);
                require(declared, "symbols", ListNode.class, null);
            }
            case "fixed" -> {
                name(declared, namespace);
                require(declared, "size", Scalar.class, null);
            }
            default -> {
                name(declared, namespace);
                require(declared, "fields", ListNode.class, null);
                items(declared, "fields").forEach(field -> field(field, namespace));
            }
        }
    }

    private void field(Node field, String namespace) {
        if (!(field instanceof MapNode mapping) || text(field, "name") == null) {
            problems.error(field.location(), "a field is an object with \"name\" and \"type\"");
            return;
        }
        require(mapping, "type", Node.class, namespace);
    }

    /** @param namespace of the type that the value declares; null: the value is no type */
    private void require(MapNode of, String key, Class<? extends Node> kind, @Nullable String namespace) {
        Node value = value(of, key);
        if (!kind.isInstance(value)) {
            problems.error(
                    value == null ? of.location() : value.location(),
                    "\"" + key + "\" is " + (value == null ? "missing" : "of the wrong kind: " + value.describe()));
        } else if (namespace != null) {
            type(value, namespace);
        }
    }

    private void name(MapNode declared, String namespace) {
        String name = text(declared, "name");
        if (name == null) {
            problems.error(declared.location(), "a " + text(declared, "type") + " is missing its \"name\"");
        } else {
            names.add(full(name, namespace));
        }
    }

    private static String namespace(MapNode declared, String outer) {
        String name = text(declared, "name");
        if (name != null && name.contains(".")) {
            return name.substring(0, name.lastIndexOf('.'));
        }
        String written = text(declared, "namespace");
        return written == null ? outer : written;
    }

    private static String full(String name, String namespace) {
        return name.contains(".") || namespace.isEmpty() ? name : namespace + "." + name;
    }

    private static @Nullable Node value(Node of, String key) {
        Node.MapEntry entry = of instanceof MapNode mapping ? mapping.entries().get(key) : null;
        return entry == null ? null : entry.value();
    }

    private static @Nullable String text(Node of, String key) {
        return value(of, key) instanceof Scalar scalar ? scalar.text() : null;
    }

    private static List<Node> items(Node of, String key) {
        return value(of, key) instanceof ListNode sequence ? sequence.items() : List.of();
    }
}
