package dev.farrier.why;

/** One thing that the policy came to on the target. */
public sealed interface Told permits Decided, Ended {
    /** Epoch milliseconds. */
    long time();
}
