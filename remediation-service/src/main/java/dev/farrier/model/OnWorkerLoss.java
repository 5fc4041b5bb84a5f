package dev.farrier.model;

/** What to do when the worker that ran an action never reported its end. */
public enum OnWorkerLoss {
    /** The action is idempotent: run it again under a new attempt, after the first can no longer be running. */
    RERUN,
    /** Nobody knows what was done: call a person; the target stays busy. */
    ESCALATE
}
