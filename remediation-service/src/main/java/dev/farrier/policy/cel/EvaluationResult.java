package dev.farrier.policy.cel;

import org.jspecify.annotations.Nullable;

/**
 * The result of testing a condition.
 *
 * @param holds false also when it failed
 * @param error why the condition could not be evaluated; null when it could
 */
public record EvaluationResult(boolean holds, @Nullable String error) {
    static final EvaluationResult TRUE = new EvaluationResult(true, null);
    static final EvaluationResult FALSE = new EvaluationResult(false, null);

    static EvaluationResult of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    static EvaluationResult failed(String error) {
        return new EvaluationResult(false, error);
    }

    public boolean failed() {
        return error != null;
    }
}
