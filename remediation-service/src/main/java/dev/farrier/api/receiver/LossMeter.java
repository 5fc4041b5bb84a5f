package dev.farrier.api.receiver;

/** Counts what senders have sent, and what of it was lost, by source. */
public interface LossMeter {
    /** Counts nothing. */
    LossMeter NONE = new LossMeter() {
        @Override
        public void deadLetter(String source) {}

        @Override
        public void truncated(String source, long alerts) {}

        @Override
        public void tooLarge(String source) {}
    };

    /** Of one request so many events were stored, and so many left out on purpose. */
    default void stored(String source, long events, long dropped) {}

    /** So many events were left out because Farrier itself wrote them. */
    default void own(String source, long events) {}

    void deadLetter(String source);

    /** The sender has left out so many alerts. */
    void truncated(String source, long alerts);

    /** A request was refused with 413. */
    void tooLarge(String source);
}
