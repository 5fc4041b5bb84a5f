package dev.farrier.stream.admin;

/** No broker has answered in time: the same may work a moment later, without a change. */
public final class KafkaSilentException extends KafkaUnavailableException {
    private static final long serialVersionUID = 1L;

    /** @param message for people, with what to look at */
    public KafkaSilentException(String message, Throwable cause) {
        super(message, cause);
    }
}
