package dev.farrier.policy;

import dev.farrier.policy.keys.Extension;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import java.util.List;

/**
 * A way of acting: {@code NAME: {…}} in an Action or in a step. A type whose commands executors run is a {@code
 * dev.farrier.execute.ExecutableActionType}.
 */
public interface ActionType extends Extension {
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

    /** The key under which {@link #map} stands. */
    default YamlKey<MapReader> key() {
        return YamlKey.of(name(), YamlTypes.map(map()), map().description());
    }

    /**
     * What is done, as it is written. What is wrong goes to the problems of {@code written}; then a stand-in comes back.
     *
     * @param written the map under {@link #key}
     */
    ActionBody read(MapReader written, ActionContext context);
}
