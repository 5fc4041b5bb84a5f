package dev.farrier.model;

public enum OutcomeKind {
    /** A worker wants to run it. Only the first claim or revocation of a command counts. */
    CLAIMED,
    /** The decider takes it back. Only the first claim or revocation of a command counts. */
    REVOKED,
    /** Still running. */
    PROGRESS,
    SUCCEEDED,
    FAILED,
    /** It ran into {@code maxRun} and was ended. */
    TIMED_OUT,
    /** Ended because a person cancelled it. */
    CANCELLED,
    /** Never started, and never will be by this worker; {@link Outcome#refusal} says why. */
    REFUSED,
    /**
     * Claimed and never started, says the worker from its own durable record of the claim: itself, or a later incarnation of
     * it.
     */
    NOT_STARTED,
    /** It was, or may have been, started, is not running any more, and nobody knows how it ended. */
    UNKNOWN;

    /** Nothing more comes after this. */
    public boolean isFinal() {
        return switch (this) {
            case CLAIMED, REVOKED, PROGRESS -> false;
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REFUSED, NOT_STARTED, UNKNOWN -> true;
        };
    }
}
