package dev.farrier.policy;

import dev.farrier.policy.keys.MapExtension;
import dev.farrier.policy.keys.MapReader;

/**
 * A way of acting: {@code NAME: {…}} in an Action or in a step. A type whose commands executors run is a {@code
 * dev.farrier.execute.ExecutableActionType}.
 */
public interface ActionType extends MapExtension {
    /**
     * What is done, as it is written. What is wrong goes to the problems of {@code written}; then a stand-in comes back.
     *
     * @param written the map under {@link #key}
     */
    ActionBody read(MapReader written, ActionContext context);
}
