package dev.farrier.policy.keys;

import java.util.List;

/** A class that adds to the policy language: found by {@link java.util.ServiceLoader}, it brings its own keys. */
public interface Extension {
    /** As it is written in a policy, such as {@code threshold}. */
    String name();

    /** The keys that it adds to the map that it extends, such as {@code threshold: {…}} under {@code detect}. */
    List<YamlKey<?>> keys();
}
