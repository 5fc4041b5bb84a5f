package dev.farrier.policy.yaml.tree;

import dev.farrier.policy.keys.ExtensionRegistry;
import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Node.Scalar.ScalarType;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.keys.YamlMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one map key by key. What is wrong goes to the problems, and a stand-in comes back, so that reading goes on and
 * finds all the rest. {@link #done} reports the keys that nobody asked for.
 */
public final class Fields {
    private final MapNode mapping;
    private final String path;
    private final Problems problems;
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> refused = new TreeSet<>();
    private final Lacks lacks;

    /** @param path for messages, e.g. {@code spec.detect} */
    public Fields(MapNode mapping, String path, Problems problems) {
        this.mapping = mapping;
        this.path = path;
        this.problems = problems;
        this.lacks = new Lacks(problems);
    }

    public Location location() {
        return mapping.location();
    }

    /** Of the key's value; of the map where the key is absent. */
    public Location location(String key) {
        Node.MapEntry entry = mapping.entries().get(key);
        return entry == null ? mapping.location() : entry.value().location();
    }

    public String path() {
        return path;
    }

    public String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    public Problems problems() {
        return problems;
    }

    public void error(String key, String message) {
        problems.error(location(key), message);
    }

    /** The keys as written, in order; asking does not count as knowing them. */
    public Set<String> keys() {
        return mapping.entries().keySet();
    }

    public boolean has(String key) {
        asked.add(key);
        return mapping.entries().containsKey(key);
    }

    /** The value; null when the key is absent, or is there without a value, which is a problem. */
    public @Nullable Node get(String key) {
        asked.add(key);
        Node.MapEntry entry = mapping.entries().get(key);
        if (entry == null) {
            return null;
        }
        if (entry.value() instanceof Scalar scalar && scalar.type() == ScalarType.NULL) {
            problems.error(entry.location(), "'" + path(key) + "' has no value: give it one or remove the key");
            return null;
        }
        return entry.value();
    }

    /** Says that the key is missing. */
    public void missing(String key, String what) {
        if (!mapping.entries().containsKey(key)) {
            lacks(Set.of(key), mapping.location(), "'" + path(key) + "' is missing: " + what);
        }
    }

    /** An error that {@link #done} takes back when one of these keys is there, only misspelt. */
    public void lacks(Collection<String> keys, Location place, String message) {
        lacks.add(keys, place, message);
    }

    public @Nullable Scalar scalar(String key) {
        return get(key) instanceof Node node ? asScalar(node, path(key), "text", problems) : null;
    }

    /** Problem when it is absent or empty. */
    public @Nullable Scalar requireScalar(String key, String what) {
        Scalar scalar = scalar(key);
        missing(key, what);
        if (scalar != null && scalar.text().isBlank()) {
            problems.error(scalar.location(), "'" + path(key) + "' is empty: " + what);
            return null;
        }
        return scalar;
    }

    public String text(String key, String otherwise) {
        Scalar scalar = scalar(key);
        return scalar == null ? otherwise : scalar.text();
    }

    /** @return the empty string after a problem */
    public String requireText(String key, String what) {
        Scalar scalar = requireScalar(key, what);
        return scalar == null ? "" : scalar.text();
    }

    public int integer(String key, int otherwise, int min, int max) {
        Scalar scalar = scalar(key);
        return scalar == null ? otherwise : Values.integer(scalar, path(key), otherwise, min, max, problems);
    }

    public int requireInteger(String key, int min, int max) {
        missing(key, "write a whole number from " + min + " to " + max);
        return integer(key, min, min, max);
    }

    /** @return {@code min} after a problem */
    public double requireNumber(String key, double min, double max) {
        missing(key, "write a number");
        Scalar scalar = scalar(key);
        return scalar == null ? min : Values.number(scalar, path(key), min, min, max, false, problems);
    }

    /** From 0 to 1, or as a percentage. */
    public double requireShare(String key) {
        missing(key, "write a share such as 0.2 or 20%");
        Scalar scalar = scalar(key);
        return scalar == null ? 0 : Values.number(scalar, path(key), 0, 0, 1, true, problems);
    }

    public boolean bool(String key, boolean otherwise) {
        Scalar scalar = scalar(key);
        return scalar == null ? otherwise : Values.bool(scalar, path(key), otherwise, problems);
    }

    /** Zero is a problem. */
    public Duration positive(String key, Duration otherwise, Duration max) {
        Duration duration = duration(key, otherwise, max);
        if (duration.isZero() && has(key)) {
            error(key, "'" + path(key) + "' is 0: it must be longer");
            return otherwise;
        }
        return duration;
    }

    public Duration requirePositive(String key, Duration max) {
        missing(key, "write a duration such as 30s or 5m");
        return positive(key, Duration.ofSeconds(1), max);
    }

    public Duration duration(String key, Duration otherwise, Duration max) {
        Scalar scalar = scalar(key);
        return scalar == null ? otherwise : Values.duration(scalar, path(key), otherwise, max, problems);
    }

    /** One of an enum's values, written in lower case with hyphens. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        Scalar scalar = scalar(key);
        return scalar == null ? otherwise : Values.choice(scalar, path(key), type, otherwise, problems);
    }

    /** The same map by its declaration. */
    public MapReader open(YamlMap declared, ExtensionRegistry extensions) {
        return new MapReader(mapping, path, declared, problems, extensions);
    }

    /** A map that has a declaration. */
    public @Nullable MapReader open(String key, YamlMap declared) {
        return open(key, declared, ExtensionRegistry.NONE);
    }

    /** A map that has a declaration, to which extensions add keys. */
    public @Nullable MapReader open(String key, YamlMap declared, ExtensionRegistry extensions) {
        Node node = get(key);
        if (node instanceof MapNode map) {
            return new MapReader(map, path(key), declared, problems, extensions);
        }
        if (node != null) {
            wrong(node, path(key), "a map");
        }
        return null;
    }

    public @Nullable Fields fields(String key) {
        Node node = get(key);
        return switch (node) {
            case null -> null;
            case MapNode map -> new Fields(map, path(key), problems);
            case Scalar other -> wrong(other, path(key), "a map");
            case ListNode other -> wrong(other, path(key), "a map");
        };
    }

    /** The items; none when the key is absent. */
    public List<Node> list(String key) {
        Node node = get(key);
        return switch (node) {
            case null -> List.of();
            case ListNode sequence -> sequence.items();
            case Scalar other -> wrongList(other, path(key));
            case MapNode other -> wrongList(other, path(key));
        };
    }

    /** The items that are maps; others are problems. */
    public List<Fields> maps(String key) {
        List<Fields> maps = new ArrayList<>();
        List<Node> items = list(key);
        for (int i = 0; i < items.size(); i++) {
            String item = path(key) + "[" + i + "]";
            if (items.get(i) instanceof MapNode map) {
                maps.add(new Fields(map, item, problems));
            } else {
                wrong(items.get(i), item, "a map");
            }
        }
        return maps;
    }

    /** The items that are plain text or numbers; others are problems. */
    public List<Scalar> scalars(String key) {
        List<Scalar> scalars = new ArrayList<>();
        List<Node> items = list(key);
        for (int i = 0; i < items.size(); i++) {
            Scalar scalar = asScalar(items.get(i), path(key) + "[" + i + "]", "text", problems);
            if (scalar != null) {
                scalars.add(scalar);
            }
        }
        return scalars;
    }

    /** One name or a list of names. */
    public List<Scalar> oneOrMore(String key) {
        if (get(key) instanceof Scalar scalar) {
            return List.of(scalar);
        }
        return scalars(key);
    }

    /** A map of names of the user's own choice to text. */
    public SequencedMap<String, Scalar> texts(String key) {
        SequencedMap<String, Scalar> texts = new LinkedHashMap<>();
        Fields fields = fields(key);
        if (fields != null) {
            for (Map.Entry<String, Node.MapEntry> entry :
                    fields.mapping.entries().entrySet()) {
                Scalar scalar = asScalar(entry.getValue().value(), fields.path(entry.getKey()), "text", problems);
                if (scalar != null) {
                    texts.put(entry.getKey(), scalar);
                }
            }
        }
        return texts;
    }

    /** Where the key itself stands; only for keys that are there. */
    public Location keyLocation(String key) {
        Node.MapEntry entry = mapping.entries().get(key);
        return entry == null ? mapping.location() : entry.location();
    }

    /** These keys are known, and refused. */
    public void unsupported(String... keys) {
        for (String key : keys) {
            refused.add(key);
            Node.MapEntry entry = mapping.entries().get(key);
            if (entry != null) {
                problems.error(entry.location(), "'" + path(key) + "' is not supported yet: remove it");
            }
        }
    }

    /** Call last: every key that was not asked for until now is unknown. */
    public void done() {
        mapping.entries().forEach((key, entry) -> {
            if (!asked.contains(key) && !refused.contains(key)) {
                lacks.unknown(key, entry.location(), path, asked);
            }
        });
    }

    private static @Nullable Scalar asScalar(Node node, String path, String expected, Problems problems) {
        if (node instanceof Scalar scalar) {
            if (scalar.type() != ScalarType.NULL) {
                return scalar;
            }
            problems.error(scalar.location(), "'" + path + "' has no value: write \"\" for an empty text");
            return null;
        }
        problems.error(node.location(), "'" + path + "' must be " + expected + ", not " + node.describe());
        return null;
    }

    private @Nullable Fields wrong(Node node, String what, String expected) {
        problems.error(node.location(), "'" + what + "' must be " + expected + ", not " + node.describe());
        return null;
    }

    private List<Node> wrongList(Node node, String what) {
        problems.error(node.location(), "'" + what + "' must be a list, not " + node.describe());
        return List.of();
    }
}
