package dev.farrier.policy;

import dev.farrier.policy.ActionDefinition.ActionBody;
import dev.farrier.policy.keys.Extension;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import java.util.List;

/** A way of acting: {@code NAME: {…}} in an Action or in a step. */
public interface ActionType extends Extension {
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
     * What is done, as it is written. What is wrong goes to the problems of {@code written}; then a stand-in comes back.
     *
     * @param written the map under {@link #key}
     */
    ActionBody read(MapReader written, ActionContext context);
}
