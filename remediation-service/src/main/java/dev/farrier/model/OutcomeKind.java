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
    /** Never started: bad signature, not on the allow-list, halted, kill file. */
    REFUSED,
    /** Never started: found after its {@code startBy}. */
    EXPIRED;

    /** Nothing more comes after this. */
    public boolean isFinal() {
        return switch (this) {
            case CLAIMED, REVOKED, PROGRESS -> false;
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REFUSED, EXPIRED -> true;
        };
    }
}
