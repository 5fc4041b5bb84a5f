package dev.farrier.policy;

/** The policies of a commit are not at hand, or cannot be used by this version. Nothing may be concluded without them. */
public final class UnknownCommitException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public UnknownCommitException(String message) {
        super(message);
    }
}
