package dev.farrier.match;

/** What one look-up finds. A single candidate has no set around it, which would be two more objects to fetch from memory. */
sealed interface LookupResult extends AutoCloseable permits Candidate, CandidateSet {
    /** Tests the candidates that may match the event, each once, in no order. */
    void test(MatchContext context);

    @Override
    default void close() {}
}
