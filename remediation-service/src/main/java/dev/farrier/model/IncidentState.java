package dev.farrier.model;

/** State of an incident. {@code decide.IncidentTransitions} has the legal transitions. */
public enum IncidentState {
    OPEN,
    DEFERRED,
    SUPPRESSED,
    AWAITING_APPROVAL,
    CONFIRMING,
    REMEDIATING,
    VERIFYING,
    RESOLVED,
    ESCALATED,
    CANCELLED;

    /** True for the final states. */
    public boolean isOver() {
        return switch (this) {
            case SUPPRESSED, RESOLVED, CANCELLED -> true;
            case OPEN, DEFERRED, AWAITING_APPROVAL, CONFIRMING, REMEDIATING, VERIFYING, ESCALATED -> false;
        };
    }
}
