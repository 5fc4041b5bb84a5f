package dev.farrier.policy.keys;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Declarations → JSON Schema (draft 2020-12), as maps and lists. What has a name stands in {@code $defs} once. */
public final class SchemaWriter {
    private final ExtensionRegistry extensions;
    private final SequencedMap<String, Map<String, Object>> definitions = new LinkedHashMap<>();
    private final Map<String, YamlMap> maps = new TreeMap<>();

    public SchemaWriter(ExtensionRegistry extensions) {
        this.extensions = extensions;
    }

    public ExtensionRegistry extensions() {
        return extensions;
    }

    /** All that {@link #definition} was asked for until now. */
    public SequencedMap<String, Map<String, Object>> definitions() {
        return definitions;
    }

    /** A reference to a definition, which is made at the first call. */
    public Map<String, Object> definition(String name, Supplier<Map<String, Object>> schema) {
        if (!definitions.containsKey(name)) {
            definitions.put(name, Map.of()); // it may refer to itself, and keeps its place
            definitions.put(name, schema.get());
        }
        return of("$ref", "#/$defs/" + name);
    }

    public Map<String, Object> map(YamlMap map) {
        YamlMap other = maps.putIfAbsent(map.name(), map);
        if (other != null && other != map) {
            throw new IllegalStateException("two maps of keys are called " + map.name());
        }
        return definition(map.name(), () -> object(map));
    }

    /** The maps that are in the schema, by name. */
    public Map<String, YamlMap> maps() {
        return maps;
    }

    /** What the schema says of the map itself. */
    public Map<String, Object> object(YamlMap map) {
        YamlMap base = map.base();
        if (base != null) {
            List<Map<String, Object>> all = new ArrayList<>(List.of(map(base)));
            all.addAll(map.conditions(extensions));
            return of("description", map.description(), "allOf", all);
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        map.keys(extensions).values().forEach(key -> {
            properties.put(key.name(), property(key));
            if (key.required()) {
                required.add(key.name());
            }
        });
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", map.description());
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        List<Map<String, Object>> conditions = map.conditions(extensions);
        if (conditions.size() == 1) {
            schema.putAll(conditions.getFirst());
        } else if (!conditions.isEmpty()) {
            schema.put("allOf", conditions);
        }
        return schema;
    }

    private <T> Map<String, Object> property(YamlKey<T> key) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", key.fullDescription());
        Map<String, Object> type = key.type().schema().apply(this);
        type.forEach((name, value) -> schema.putIfAbsent(name, value));
        T defaultValue = key.defaultValue();
        if (defaultValue != null) {
            schema.put("default", key.type().toJson().apply(defaultValue));
        }
        return schema;
    }

    /** Names and values by turns, in this order: the file must be the same each time. */
    public static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> schema = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            schema.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return schema;
    }

    static Map<String, Object> merge(Map<String, Object> first, Map<String, Object> second) {
        Map<String, Object> merged = new LinkedHashMap<>(first);
        merged.putAll(second);
        return merged;
    }
}
