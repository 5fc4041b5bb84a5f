package dev.farrier.policy;

/** This process does not know the policies of a commit, or cannot use them. The caller must not go on without them. */
public final class UnknownCommitException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public UnknownCommitException(String message) {
        super(message);
    }
}
