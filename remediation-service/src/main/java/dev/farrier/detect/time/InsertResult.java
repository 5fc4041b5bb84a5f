package dev.farrier.detect.time;

/** What became of an event. */
public enum InsertResult {
    ACCEPTED,
    LATE,
    DUPLICATE
}
