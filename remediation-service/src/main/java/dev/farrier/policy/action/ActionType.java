package dev.farrier.policy.action;

import dev.farrier.policy.keys.MapExtension;
import dev.farrier.policy.keys.MapReader;

/**
 * A way of acting: {@code NAME: {…}} in an Action or in a step. A type whose commands executors run is a {@code
 * dev.farrier.execute.ExecutableActionType}.
 */
public interface ActionType extends MapExtension {
    /**
     * Reads the action. Reports what is wrong to the problems of {@code written}, and returns a stand-in then.
     *
     * @param written the map under {@link #key}
     */
    ActionBody read(MapReader written, ActionContext context);
}
