package dev.farrier.detect.time;

/** What became of an event. */
public enum Taken {
    TAKEN,
    LATE,
    DUPLICATE
}
