package dev.farrier.model;

/** Why a worker did not start a command that names it. */
public enum RefusalReason {
    /** A newer worker gave a reason that this version does not know. */
    UNKNOWN(false),
    /** A halt covers it: of everything, its site, its policy or its target. */
    HALTED(false),
    /** Its own kill file exists. */
    KILL_FILE(false),
    /** It is shutting down. */
    DRAINING(false),
    /** Its slots of that type are taken. */
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
    /** It has not read controls and outcomes up to now, or a newer incarnation of it reports. */
    OUT_OF_DATE(false),
    /** It was started, and failed or was cancelled before it could change anything. */
    NOT_DONE(false),
    /** Its id, times or content are not valid: no worker could run it. */
    INVALID(true);

    private final boolean byEveryWorker;

    RefusalReason(boolean byEveryWorker) {
        this.byEveryWorker = byEveryWorker;
    }

    /**
     * True when the worker would refuse the next command too and its report does not show it: the decider backs off. A report
     * that says halted, killed or draining keeps commands away by itself.
     */
    public boolean costsWorkerCredit() {
        return switch (this) {
            case UNKNOWN, NO_SLOT, NOT_TRUSTED, NOT_FOR_ME, NOT_ALLOWED, SECRET_MISSING, NO_RECORD, LATE, OUT_OF_DATE ->
                true;
            case HALTED, KILL_FILE, DRAINING, NOT_DONE, INVALID -> false;
        };
    }

    /** True when all workers would refuse the command. */
    public boolean byEveryWorker() {
        return byEveryWorker;
    }
}
