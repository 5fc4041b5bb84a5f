package dev.farrier.stream.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** These bytes are no record of that type, or that record cannot be written; the message says which and why. */
public final class RecordFormatException extends SerializationException {
    private static final long serialVersionUID = 1L;

    RecordFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
