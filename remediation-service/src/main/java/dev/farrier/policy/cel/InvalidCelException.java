package dev.farrier.policy.cel;

import java.util.List;

/** A text is not a valid condition. */
public final class InvalidCelException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * One thing that is wrong.
     *
     * @param offset where, in chars of the text
     */
    public record Issue(int offset, String message) {}

    private final transient List<Issue> issues;

    InvalidCelException(List<Issue> issues) {
        super(issues.isEmpty() ? "invalid" : issues.get(0).message());
        this.issues = List.copyOf(issues);
    }

    /** At least one. */
    public List<Issue> issues() {
        return issues;
    }
}
