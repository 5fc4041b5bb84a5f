package dev.farrier.policy;

import dev.farrier.policy.keys.Extension;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import java.util.List;

/** A detector of the policy language: {@code detect: {NAME: {…}}}. */
public interface DetectorType extends Extension {
    /** The key under which it stands, with the declaration of its own keys: {@code YamlKey.of(NAME, map(KEYS), "…")}. */
    YamlKey<MapReader> key();

    @Override
    default String name() {
        return key().name();
    }

    @Override
    default List<YamlKey<?>> keys() {
        return List.of(key());
    }

    /**
     * The detector as it is written. What is wrong goes to the problems of {@code written}; then a stand-in comes back.
     *
     * @param written the map under {@link #key}
     */
    Detector read(MapReader written, DetectorContext context);
}
