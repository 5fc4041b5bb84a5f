package dev.farrier.policy.cel;

import org.jspecify.annotations.Nullable;

/**
 * What a condition says.
 *
 * @param holds false also when it failed
 * @param error why it could not be evaluated; null when it could
 */
public record Result(boolean holds, @Nullable String error) {
    static final Result TRUE = new Result(true, null);
    static final Result FALSE = new Result(false, null);

    static Result of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    static Result failed(String error) {
        return new Result(false, error);
    }

    public boolean failed() {
        return error != null;
    }
}
