package dev.farrier.faults.wire;

/** What becomes of a request. */
public enum WireAction {
    /** Kafka executes it, and the connection ends instead of its answer. */
    LOSE_ANSWER("lose-answer"),
    /** The connection ends before Kafka hears of it. */
    DROP("drop"),
    /** It is answered with an error, and Kafka does not hear of it. */
    ERROR("error"),
    /** Kafka executes it, and the answer is an error that may be tried again. */
    EXECUTED_ERROR("executed-error"),
    /** It reaches Kafka late, and so does all that the client sends behind it. */
    DELAY("delay"),
    /** It is lost, and so is all that the client sends behind it, while the connection stays open. */
    SILENCE("silence"),
    /** Kafka executes it; nothing more comes on the connection, which stays open. */
    SILENT_ANSWER("silent-answer");

    private final String text;

    WireAction(String text) {
        this.text = text;
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
