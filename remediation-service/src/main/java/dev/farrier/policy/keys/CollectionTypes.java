package dev.farrier.policy.keys;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Types of lists and maps; {@link YamlTypes} says what each is. */
final class CollectionTypes {
    /** What the reference calls a map with keys of its own. */
    private static final String MAP = "map";

    private CollectionTypes() {}

    static YamlType<MapReader> map(YamlMap declared) {
        return YamlType.of(MAP, (node, path, map) -> map.open(node, path, declared))
                .orWrite("write it as a map")
                .schema(writer -> writer.map(declared))
                .toJson(value -> Map.of());
    }

    static <T> YamlType<List<T>> list(YamlType<T> item) {
        return YamlType.<List<T>>of("list of " + item.name(), (node, path, map) -> items(node, path, item, map))
                .orWrite("write a list")
                .otherwise(List.of())
                .schema(writer -> of("type", "array", "items", item.schema().apply(writer)))
                .toJson(value -> value.stream().map(item.toJson()).toList());
    }

    static <T> YamlType<List<T>> filledList(YamlType<T> item, String whyNot) {
        YamlType<List<T>> list = list(item);
        return YamlType.<List<T>>of(list.name(), (node, path, map) -> {
                    if (node instanceof ListNode items && items.items().isEmpty()) {
                        map.error(node, "'" + path + "' is empty: " + whyNot);
                    }
                    return list.reading().read(node, path, map);
                })
                .orWrite(list.hint())
                .otherwise(List.of())
                .withSchemaOf(list.withSchema(of("minItems", 1)));
    }

    static <T> YamlType<List<T>> oneOrMore(YamlType<T> item) {
        return YamlType.<List<T>>of(item.name() + " or list of " + item.name(), (node, path, map) -> {
                    if (!(node instanceof Scalar)) {
                        return items(node, path, item, map);
                    }
                    T value = item.reading().read(node, path, map);
                    return value == null ? List.of() : List.of(value);
                })
                .orWrite(item.hint())
                .otherwise(List.of())
                .withSchemaOf(YamlTypes.either("", item, list(item)))
                .toJson(value -> value.stream().map(item.toJson()).toList());
    }

    private static <T> @Nullable List<T> items(Node node, String path, YamlType<T> item, MapReader map) {
        if (!(node instanceof ListNode list)) {
            map.error(node, "'" + path + "' must be a list, not " + node.describe());
            return null;
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            T value = item.reading().read(list.items().get(i), path + "[" + i + "]", map);
            if (value != null) {
                items.add(value);
            }
        }
        return items;
    }

    static YamlType<List<String>> sorted(YamlType<List<String>> names) {
        return names.mapped(read -> List.copyOf(new TreeSet<>(read)));
    }

    static <T> YamlType<SequencedMap<String, T>> mapOf(@Nullable NameRule rule, YamlType<T> value) {
        return YamlType.<SequencedMap<String, T>>of(
                        "map of name to " + value.name(), (node, path, map) -> entries(node, path, rule, value, map))
                .orWrite("write it as a map")
                .otherwise(Collections.unmodifiableSequencedMap(new LinkedHashMap<>()))
                .schema(writer -> {
                    Map<String, Object> schema = of("type", "object");
                    if (rule != null) {
                        schema.put("propertyNames", of("pattern", rule.schemaPattern()));
                    }
                    schema.put("additionalProperties", value.schema().apply(writer));
                    return schema;
                })
                .toJson(entries -> Map.of());
    }

    private static <T> @Nullable SequencedMap<String, T> entries(
            Node node, String path, @Nullable NameRule rule, YamlType<T> value, MapReader map) {
        if (!(node instanceof MapNode entries)) {
            map.error(node, "'" + path + "' must be a map, not " + node.describe());
            return null;
        }
        SequencedMap<String, T> read = new LinkedHashMap<>();
        entries.entries().forEach((name, entry) -> {
            String at = path + "." + name;
            boolean keys = value.name().equals(MAP);
            if (keys && MapReader.isNull(entry.value())) {
                map.problems().error(entry.location(), "'" + at + "' has no value: give it one or remove the key");
                return;
            }
            T one = value.reading().read(entry.value(), at, map);
            if (rule != null && !rule.allows(name)) {
                Location location = entry.value() instanceof MapNode
                        ? entry.location()
                        : entry.value().location();
                rule.report(name, location, map.problems());
            }
            if (one != null) {
                read.put(name, one);
            }
        });
        return read;
    }

    static YamlType<SortedMap<String, String>> texts(@Nullable NameRule rule, String definition) {
        YamlType<SequencedMap<String, String>> entries = mapOf(rule, YamlTypes.text());
        return YamlType.<SortedMap<String, String>>of(entries.name(), (node, path, map) -> {
                    SequencedMap<String, String> read = entries.reading().read(node, path, map);
                    if (read == null) {
                        return null;
                    }
                    SortedMap<String, String> sorted = new TreeMap<>(read);
                    sorted.keySet().removeIf(name -> rule != null && !rule.allows(name));
                    return Collections.unmodifiableSortedMap(sorted);
                })
                .orWrite(entries.hint())
                .otherwise(Collections.emptySortedMap())
                .withSchemaOf(entries.withSchema(of("description", "Name to text.")))
                .named(definition)
                .toJson(texts -> Map.of());
    }
}
