package dev.farrier.stream.topology;

import dev.farrier.decide.Effect;
import dev.farrier.model.DeciderInput;

/** Counts what was decided, and how long after what. */
@FunctionalInterface
public interface DecisionMeter {
    void effect(Effect effect, DeciderInput input);
}
