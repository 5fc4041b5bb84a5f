package dev.farrier.policy.keys;

import java.util.List;
import java.util.Map;

/** A class that adds to the policy language: found by {@link java.util.ServiceLoader}, it brings its own keys. */
public interface Extension {
    /** As it is written in a policy, such as {@code threshold}. */
    String name();

    /** The keys that it adds to the map that it extends, such as {@code threshold: {…}} under {@code detect}. */
    List<YamlKey<?>> keys();

    /** What else the JSON Schema says of the map that it extends. */
    default List<Map<String, Object>> conditions() {
        return List.of();
    }
}
