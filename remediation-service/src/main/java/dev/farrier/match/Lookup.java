package dev.farrier.match;

interface Lookup {
    void test(MatchContext context);

    default void close() {}
}
