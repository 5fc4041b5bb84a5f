package dev.farrier.model;

/** Why a command is sent. */
public enum Purpose {
    /** Look once more before acting. */
    CONFIRM,
    STEP,
    ROLLBACK,
    VERIFY,
    ESCALATE,
    /** Tells who was called that it is over. */
    RESOLVED
}
