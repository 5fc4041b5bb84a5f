package dev.farrier.policy;

import dev.farrier.policy.ActionDefinition.ActionBody;
import dev.farrier.policy.keys.Extension;
import dev.farrier.policy.keys.MapReader;

/** A way of acting: {@code NAME: {…}} in an Action or in a step. It adds one key, its own name, to both. */
public interface ActionType extends Extension {
    /**
     * What is done, as it is written. What is wrong goes to the problems of {@code written}; then a stand-in comes back.
     *
     * @param written the map under the type's name
     */
    ActionBody read(MapReader written, ActionContext context);
}
