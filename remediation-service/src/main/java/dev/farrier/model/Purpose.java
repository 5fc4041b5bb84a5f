package dev.farrier.model;

/** Why a command is sent. */
public enum Purpose {
    /** Looks before a rung acts: whether the symptom is there, or what it looks like ({@link Command#isDiagnosis}). */
    CONFIRM,
    STEP,
    /** Puts something back: a step of the rung's rollback, or what undoes a step. A cancelled incident does so too. */
    ROLLBACK,
    VERIFY,
    ESCALATE,
    /** Tells the person who was called that the incident is over. */
    RESOLVED;

    /** True when the command is meant to change something. */
    public boolean changes() {
        return switch (this) {
            case STEP, ROLLBACK -> true;
            case CONFIRM, VERIFY, ESCALATE, RESOLVED -> false;
        };
    }
}
