package dev.farrier.stream.admin;

import org.jspecify.annotations.Nullable;

/** The broker lacks what Farrier rests on. The message says what, and what to do. */
public final class KafkaTooOldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KafkaTooOldException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
