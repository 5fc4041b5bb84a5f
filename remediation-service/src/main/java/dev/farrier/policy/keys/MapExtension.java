package dev.farrier.policy.keys;

import java.util.List;

/** An extension that adds one key, its own name, under which a map with its keys stands. */
public interface MapExtension extends Extension {
    /** Its name, what it does, and its keys. */
    YamlMap map();

    @Override
    default String name() {
        return map().name();
    }

    @Override
    default List<YamlKey<?>> keys() {
        return List.of(key());
    }

    /** The key that it adds. */
    default YamlKey<MapReader> key() {
        return YamlKey.of(name(), YamlTypes.map(map()), map().description());
    }
}
