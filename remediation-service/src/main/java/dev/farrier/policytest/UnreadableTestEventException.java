package dev.farrier.policytest;

/** A test lets a source send what the source can't read. */
final class UnreadableTestEventException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableTestEventException(String message) {
        super(message);
    }
}
