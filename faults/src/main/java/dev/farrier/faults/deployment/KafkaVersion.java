package dev.farrier.faults.deployment;

/** Which Kafka a run is on. */
public enum KafkaVersion {
    /** The one that Farrier is built with. */
    CURRENT("current"),
    /** The oldest that it runs on. */
    OLD("3.7");

    private final String text;

    KafkaVersion(String text) {
        this.text = text;
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
