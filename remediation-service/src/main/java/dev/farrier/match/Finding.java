package dev.farrier.match;

/** What a look-up finds: one candidate, or many. */
sealed interface Finding extends AutoCloseable permits Bucket, Candidate {
    /** Looks at those that may concern the event, each once, in no order. */
    void look(Look look);

    @Override
    default void close() {}
}
