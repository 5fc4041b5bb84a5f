package dev.farrier.why;

/** One thing that the policy came to on the target. */
public sealed interface HistoryEntry permits DecisionEntry, EndEntry {
    /** Epoch milliseconds. */
    long time();
}
