package dev.farrier.git;

import org.jspecify.annotations.Nullable;

/** Nothing was fetched. The message is for people: what is wrong, and what to do. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FetchProblem problem;

    public FetchException(FetchProblem problem, String message) {
        this(problem, message, null);
    }

    public FetchException(FetchProblem problem, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    public FetchProblem problem() {
        return problem;
    }
}
