package dev.farrier.model;

/** Why a worker did not start a command that names it. */
public enum RefusalReason {
    /** Only ever read: a newer worker gave a reason that this version does not know. */
    UNKNOWN(false),
    /** Its site is halted. */
    HALTED(false),
    /** Its own kill file exists. */
    KILL_FILE(false),
    /** It is on its way out and takes nothing more. */
    DRAINING(false),
    /** Its slots of that lane are taken. */
    NO_SLOT(false),
    /** It does not trust the key, or the signature does not fit. */
    NOT_TRUSTED(false),
    /** It is for another site, worker or incarnation. */
    NOT_FOR_ME(false),
    /** Its allow-list does not have the action's type, or it has no runner for it. */
    NOT_ALLOWED(false),
    /** A secret that the action refers to does not resolve there. */
    SECRET_MISSING(false),
    /** It can't write its durable record. */
    NO_RECORD(false),
    /** It was found, or its claim was appended, after {@code startBy}. */
    LATE(false),
    /** It could not see controls and outcomes up to now, or a newer incarnation of itself speaks. */
    OUT_OF_DATE(false),
    /** No worker could ever do it: its id, times or content are not valid. */
    INVALID(true);

    private final boolean byEveryWorker;

    RefusalReason(boolean byEveryWorker) {
        this.byEveryWorker = byEveryWorker;
    }

    /**
     * True when this worker may not do the next one either, and says so nowhere else: it gets fewer for a while. What its
     * report says too (it is halted, killed, draining) keeps it from getting any.
     */
    public boolean costsWorkerCredit() {
        return switch (this) {
            case UNKNOWN, NO_SLOT, NOT_TRUSTED, NOT_FOR_ME, NOT_ALLOWED, SECRET_MISSING, NO_RECORD, LATE, OUT_OF_DATE ->
                true;
            case HALTED, KILL_FILE, DRAINING, INVALID -> false;
        };
    }

    /** True when no other worker would do it either. */
    public boolean byEveryWorker() {
        return byEveryWorker;
    }
}
