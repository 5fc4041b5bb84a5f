package dev.farrier.model;

/** Where an incident stands. The legal moves, with their diagram, are in {@code decide.IncidentTransitions}. */
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

    /** Nothing more happens to it. */
    public boolean isOver() {
        return switch (this) {
            case SUPPRESSED, RESOLVED, CANCELLED -> true;
            case OPEN, DEFERRED, AWAITING_APPROVAL, CONFIRMING, REMEDIATING, VERIFYING, ESCALATED -> false;
        };
    }
}
