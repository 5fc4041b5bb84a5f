package dev.farrier.api;

import dev.farrier.model.OperatorInput;
import java.util.concurrent.CompletionStage;

/** Passes on what a person wants: to the decider, and, where it can't wait, to the workers at once. */
@FunctionalInterface
public interface Operators {
    /** Completes normally when it is stored. */
    CompletionStage<Void> tell(OperatorInput input);
}
