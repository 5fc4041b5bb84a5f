package dev.farrier.policy.keys;

import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Node.Scalar.ScalarType;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one map by its declaration. The constructor reports keys that are not declared. After a problem with a value the caller
 * gets a stand-in, so that reading goes on and finds all other problems. Reading a key twice reports once.
 */
public final class MapReader {
    private final MapNode map;
    private final String path;
    private final YamlMap declared;
    private final Problems problems;
    private final ExtensionRegistry extensions;

    /** Declared key → how the user misspelt it. Such a key is not reported as missing as well. */
    private final Map<String, String> misspelt = new HashMap<>();

    /** @param path for messages, e.g. {@code spec.detect}; empty: the document */
    public MapReader(MapNode map, String path, YamlMap declared, Problems problems, ExtensionRegistry extensions) {
        this.map = map;
        this.path = path;
        this.declared = declared;
        this.problems = problems;
        this.extensions = extensions;
        reportUnknownKeys();
    }

    private void reportUnknownKeys() {
        Set<String> known = declared.keys(extensions).keySet();
        map.entries().forEach((key, entry) -> {
            if (declared.refused().contains(key)) {
                problems.error(entry.location(), "'" + path(key) + "' is not supported yet: remove it");
            } else if (declared.misplaced().get(key) instanceof String where) {
                problems.error(entry.location(), "'" + path(key) + "' is not written here: write " + where);
            } else if (!known.contains(key)) {
                String in = path.isEmpty() ? "" : " in " + path;
                problems.error(entry.location(), "unknown key '" + key + "'" + in + Nearest.hint(key, known));
                String meant = Nearest.find(key, known);
                if (meant != null) {
                    misspelt.put(meant, key);
                }
            }
        });
    }

    public Location location() {
        return map.location();
    }

    /** Of the key's value; of the map where the key is absent. */
    public Location location(YamlKey<?> key) {
        Node.MapEntry entry = map.entries().get(key.name());
        return entry == null ? map.location() : entry.value().location();
    }

    /** Of the key itself; of the map where the key is absent. */
    public Location keyLocation(String key) {
        Node.MapEntry entry = map.entries().get(key);
        return entry == null ? map.location() : entry.location();
    }

    public Location keyLocation(YamlKey<?> key) {
        return keyLocation(key.name());
    }

    /** Where a name of the user's own choice stands in the map under this key. */
    public Location keyLocation(YamlKey<?> key, String name) {
        return node(key) instanceof MapNode below && below.entries().get(name) instanceof Node.MapEntry entry
                ? entry.location()
                : location(key);
    }

    public String path() {
        return path;
    }

    public String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    public String path(YamlKey<?> key) {
        return path(key.name());
    }

    public Problems problems() {
        return problems;
    }

    public ExtensionRegistry extensions() {
        return extensions;
    }

    /** Reports a problem at this value. */
    public void error(Node at, String message) {
        problems.error(at.location(), message);
    }

    /**
     * Reports a name that is not known, with the nearest known one.
     *
     * @param what begins the message, such as {@code unknown source}
     */
    public boolean checkKnown(Scalar name, String what, Collection<String> known) {
        if (!known.contains(name.text())) {
            error(name, what + " '" + name.text() + "'" + Nearest.hint(name.text(), known));
        }
        return known.contains(name.text());
    }

    /** Reports a problem at the key's value. */
    public void error(YamlKey<?> key, String message) {
        problems.error(location(key), message);
    }

    /** The keys as written, in order. */
    public Set<String> keys() {
        return map.entries().keySet();
    }

    public boolean has(YamlKey<?> key) {
        return map.entries().containsKey(key.name());
    }

    /** The value of a key that the user misspelt; null when there is none. */
    public <T> @Nullable T findMisspelt(YamlKey<T> key) {
        String written = misspelt.get(key.name());
        Node.MapEntry entry = written == null ? null : map.entries().get(written);
        return entry == null ? null : key.type().reading().read(entry.value(), path(key), this);
    }

    /** Reports that one of these keys is missing, unless the user misspelt one. */
    public void missing(Collection<? extends YamlKey<?>> keys, Location location, String message) {
        if (keys.stream().noneMatch(key -> misspelt.containsKey(key.name()))) {
            problems.error(location, message);
        }
    }

    /** Reports that the key is missing, if it is. */
    public void require(YamlKey<?> key, String hint) {
        if (!has(key)) {
            missing(List.of(key), map.location(), "'" + path(key) + "' is missing: " + hint);
        }
    }

    /** The value as it is written; null when the key is absent, or is there without a value, which is a problem. */
    public @Nullable Node node(YamlKey<?> key) {
        return node(key.name());
    }

    public @Nullable Node node(String key) {
        Node.MapEntry entry = map.entries().get(key);
        if (entry == null) {
            return null;
        }
        if (isNull(entry.value())) {
            problems.error(entry.location(), "'" + path(key) + "' has no value: give it one or remove the key");
            return null;
        }
        return entry.value();
    }

    /** The value as it is written; null when it is absent, or is no scalar, which is a problem. */
    public @Nullable Scalar scalar(YamlKey<?> key) {
        return node(key) instanceof Node node ? asScalar(node, path(key), problems) : null;
    }

    /** The value; null when the key is absent, and after a problem. That a required key is missing is one. */
    public <T> @Nullable T find(YamlKey<T> key) {
        if (key.required()) {
            require(key, key.type().hint());
        }
        Node node = node(key);
        return node == null ? null : key.type().reading().read(node, path(key), this);
    }

    /** The value, else the declared default, else the type's stand-in. */
    public <T> T get(YamlKey<T> key) {
        T value = find(key);
        if (value == null) {
            value = key.defaultValue() == null ? key.type().standIn() : key.defaultValue();
        }
        if (value == null) {
            throw new IllegalStateException("key " + key.name() + " has no default: use find");
        }
        return value;
    }

    /** The value, or this where there is none, also after a problem. */
    public <T> T get(YamlKey<T> key, T otherwise) {
        T value = find(key);
        return value == null ? otherwise : value;
    }

    /** The value of a key that may have several types, read as one of them; null when it is absent, and after a problem. */
    public <T> @Nullable T find(YamlKey<Node> key, YamlType<T> as) {
        Node node = node(key);
        return node == null ? null : as.reading().read(node, path(key), this);
    }

    /** The same, with the type's stand-in instead of null. */
    public <T> T as(YamlKey<Node> key, YamlType<T> type) {
        T value = find(key, type);
        if (value == null) {
            value = type.standIn();
        }
        if (value == null) {
            throw new IllegalStateException("key " + key.name() + " has no stand-in: use find");
        }
        return value;
    }

    /** Opens a map that stands under a key which may have another value as well; null after a problem. */
    public @Nullable MapReader open(Node node, String at, YamlMap as) {
        if (node instanceof MapNode below) {
            return new MapReader(below, at, as, problems, extensions);
        }
        problems.error(node.location(), "'" + at + "' must be a map, not " + node.describe());
        return null;
    }

    /** The items of a list that are scalars, with their places; one that stands alone counts as a list of one. */
    public List<Scalar> scalars(YamlKey<?> key) {
        Node node = node(key);
        List<Scalar> scalars = new ArrayList<>();
        if (node instanceof ListNode list) {
            for (int i = 0; i < list.items().size(); i++) {
                Scalar scalar = asScalar(list.items().get(i), path(key) + "[" + i + "]", problems);
                if (scalar != null) {
                    scalars.add(scalar);
                }
            }
        } else if (node instanceof Scalar scalar) {
            scalars.add(scalar);
        } else if (node != null) {
            problems.error(node.location(), "'" + path(key) + "' must be a list, not " + node.describe());
        }
        return scalars;
    }

    /**
     * Which one of several keys is there: the first, when there are more, which is a problem; null when there is none.
     *
     * @param only begins the message when there are more, such as {@code one detector a policy}
     */
    public @Nullable String chosen(Collection<String> alternatives, String only) {
        List<String> given =
                alternatives.stream().filter(map.entries()::containsKey).toList();
        if (given.size() > 1) {
            problems.error(keyLocation(given.get(1)), only + ": remove " + given.get(1) + " or " + given.get(0));
        }
        return given.isEmpty() ? null : given.get(0);
    }

    static boolean isNull(Node node) {
        return node instanceof Scalar scalar && scalar.type() == ScalarType.NULL;
    }

    static @Nullable Scalar asScalar(Node node, String path, Problems problems) {
        return asScalar(node, path, "text", problems);
    }

    /** @param expected for the message, such as {@code text} */
    static @Nullable Scalar asScalar(Node node, String path, String expected, Problems problems) {
        if (!(node instanceof Scalar scalar)) {
            problems.error(node.location(), "'" + path + "' must be " + expected + ", not " + node.describe());
            return null;
        }
        if (scalar.type() == ScalarType.NULL) {
            problems.error(scalar.location(), "'" + path + "' has no value: write \"\" for an empty text");
            return null;
        }
        return scalar;
    }
}
