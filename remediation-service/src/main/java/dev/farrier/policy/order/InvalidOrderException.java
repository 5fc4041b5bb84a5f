package dev.farrier.policy.order;

/** Says what is wrong, and what to write instead. */
public final class InvalidOrderException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidOrderException(String message) {
        super(message);
    }
}
