package dev.farrier.model;

public enum OutcomeKind {
    /** A worker claims it. Only the first claim or revocation of a command counts. */
    CLAIMED,
    /** The decider claims it, so that no worker runs it. Only the first claim or revocation counts. */
    REVOKED,
    /** Still running. */
    PROGRESS,
    SUCCEEDED,
    FAILED,
    /** It was ended at {@code maxRun}. */
    TIMED_OUT,
    /** Ended because a person cancelled it. */
    CANCELLED,
    /** This worker will not start it; {@link Outcome#refusal} says why. */
    REFUSED,
    /**
     * Claimed and never started, by the worker's durable record of the claim. A later incarnation may report it.
     */
    NOT_STARTED,
    /** Its request was sent and no answer came: it may have been done. Nothing of it runs any more. */
    UNANSWERED,
    /** It may have been started and does not run any more; nobody knows how it ended. */
    UNKNOWN;

    /** True for the ends of a command. */
    public boolean isFinal() {
        return switch (this) {
            case CLAIMED, REVOKED, PROGRESS -> false;
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REFUSED, NOT_STARTED, UNANSWERED, UNKNOWN -> true;
        };
    }
}
