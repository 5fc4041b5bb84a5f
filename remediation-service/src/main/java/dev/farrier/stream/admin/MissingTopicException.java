package dev.farrier.stream.admin;

/** The broker answers, and has no such topic. */
public final class MissingTopicException extends KafkaUnavailableException {
    private static final long serialVersionUID = 1L;

    private final String topic;

    /** @param message for people, with what to do */
    public MissingTopicException(String topic, String message) {
        super(message, null);
        this.topic = topic;
    }

    public String topic() {
        return topic;
    }
}
