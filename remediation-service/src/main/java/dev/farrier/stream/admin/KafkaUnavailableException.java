package dev.farrier.stream.admin;

import org.jspecify.annotations.Nullable;

/** The broker did not answer, or would not let us in. The message says which broker, and why. */
public class KafkaUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KafkaUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
