package dev.farrier.policy.keys;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a map: the keys that it may have. A class declares it once, in static fields: first the map, then its
 * keys. What is declared must not change once the class is initialised.
 */
public final class YamlMap {
    private final String name;
    private final String description;
    private final SequencedMap<String, YamlKey<?>> keys = new LinkedHashMap<>();
    private final List<String> refused = new ArrayList<>();
    private final Map<String, String> misplaced = new LinkedHashMap<>();
    private final List<Map<String, Object>> conditions = new ArrayList<>();
    private @Nullable Class<? extends Extension> extension;
    private boolean oneExtension;
    private List<String> alternatives = List.of();
    private @Nullable YamlMap base;

    private YamlMap(String name, String description) {
        this.name = name;
        this.description = description;
    }

    /**
     * @param name what the JSON Schema and the reference call it; no two maps have the same
     * @param description one or more sentences
     */
    public static YamlMap of(String name, String description) {
        return new YamlMap(name, description);
    }

    /** A key that must be there. The type says what to write when it is missing. */
    public <T> YamlKey<T> required(String key, YamlType<T> type, String keyDescription) {
        return add(new YamlKey<>(key, type, true, null, keyDescription));
    }

    /** A key that may be absent; {@code keyDescription} says what holds then. */
    public <T> YamlKey<T> optional(String key, YamlType<T> type, String keyDescription) {
        return add(new YamlKey<>(key, type, false, null, keyDescription));
    }

    public <T> YamlKey<T> optional(String key, YamlType<T> type, T defaultValue, String keyDescription) {
        return add(new YamlKey<>(key, type, false, defaultValue, keyDescription));
    }

    /** A key that several maps have. */
    public <T> YamlKey<T> add(YamlKey<T> key) {
        keys.put(key.name(), key);
        return key;
    }

    /** Adds all keys and conditions of another map. */
    public YamlMap include(YamlMap other) {
        other.keys.values().forEach(this::add);
        refused.addAll(other.refused);
        conditions.addAll(other.conditions);
        return this;
    }

    /** Keys that a later version may know: they get a message of their own. */
    public YamlMap refuse(String... later) {
        refused.addAll(List.of(later));
        return this;
    }

    /** A key that people look for here: {@code where} says where it is written. */
    public YamlMap misplaced(String key, String where) {
        misplaced.put(key, where);
        return this;
    }

    /** Each installed extension of this type adds its keys. */
    public YamlMap extensible(Class<? extends Extension> type) {
        extension = type;
        return this;
    }

    /** The same, and exactly one of the added keys, or of {@link #exactlyOneOf}, must be there. */
    public YamlMap exactlyOneExtension(Class<? extends Extension> type) {
        oneExtension = true;
        return extensible(type);
    }

    /** The keys of another map, with one more condition. */
    public static YamlMap narrowed(String name, String description, YamlMap base, Map<String, Object> condition) {
        YamlMap narrowed = new YamlMap(name, description);
        narrowed.base = base;
        return narrowed.condition(condition);
    }

    /** The map that this one narrows; null: none. */
    @Nullable
    YamlMap base() {
        return base;
    }

    /** Adds all keys of another map as optional ones. */
    public YamlMap includeOptional(YamlMap other) {
        other.keys.values().forEach(key -> add(key.asOptional()));
        return this;
    }

    /** What else the JSON Schema says of the map; the reader that uses the map checks it. */
    public YamlMap condition(Map<String, Object> schema) {
        conditions.add(schema);
        return this;
    }

    /** Exactly one of these keys must be there; the reader asks for it by {@link MapReader#chosen}. */
    public YamlMap exactlyOneOf(YamlKey<?>... keysOfWhichOne) {
        alternatives = Arrays.stream(keysOfWhichOne).map(YamlKey::name).toList();
        return this;
    }

    /** A key that has no meaning without another one. */
    public YamlMap dependent(YamlKey<?> key, YamlKey<?> on) {
        return condition(SchemaWriter.of("dependentRequired", SchemaWriter.of(key.name(), List.of(on.name()))));
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    List<String> refused() {
        return base == null ? refused : base.refused();
    }

    Map<String, String> misplaced() {
        return base == null ? misplaced : base.misplaced();
    }

    List<Map<String, Object>> conditions(ExtensionRegistry extensions) {
        List<Map<String, Object>> all = new ArrayList<>(conditions);
        if (extension != null) {
            extensions.all(extension).forEach(one -> all.addAll(one.conditions()));
        }
        Set<String> one = new LinkedHashSet<>(alternatives);
        if (oneExtension && extension != null) {
            extensions.all(extension).forEach(each -> each.keys().forEach(key -> one.add(key.name())));
        }
        if (!one.isEmpty()) {
            all.add(oneRequired(one));
        }
        return all;
    }

    private static Map<String, Object> oneRequired(Set<String> alternatives) {
        return SchemaWriter.of(
                "oneOf",
                alternatives.stream()
                        .map(key -> SchemaWriter.of("required", List.of(key)))
                        .toList());
    }

    /** By name, in the order of their declaration; those of extensions last. */
    public SequencedMap<String, YamlKey<?>> keys(ExtensionRegistry extensions) {
        if (base != null) {
            return base.keys(extensions);
        }
        if (extension == null) {
            return keys;
        }
        SequencedMap<String, YamlKey<?>> all = new LinkedHashMap<>(keys);
        extensions.all(extension).forEach(one -> one.keys().forEach(key -> all.put(key.name(), key)));
        return all;
    }
}
