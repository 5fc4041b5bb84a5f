package dev.farrier.tail;

/**
 * How far a tail is.
 *
 * @param behind bytes that are there and not yet handed over, a last line without line feed included
 * @param delivered lines handed over since the start of the process
 * @param problem what keeps it from reading or handing over; empty: nothing. A file that is not there is no problem
 */
public record TailStatus(long behind, long delivered, String problem) {}
