package dev.farrier.model;

import java.util.Locale;

/** Why something was decided. One closed list for API, metrics, logs, audit and replay; {@link #code()} is its public form. */
public enum Reason {
    /** Only ever read, never decided: a newer version of Farrier gave a reason that this one does not know. */
    UNKNOWN,

    /** Nothing stood against it. */
    DETECTED,
    /** An open incident of the same policy and group has absorbed it. */
    REPEAT,

    // Ignored.
    POLICY_OFF,
    POLICY_GONE,
    UNKNOWN_TARGET,
    /** The source's {@code mayTarget} does not allow this target. */
    MAY_NOT_TARGET,
    STALE_EVENT,

    // Deferred.
    HALTED,
    /** The decider has not yet read what was said: on its own log, by people, by a site or by a source. */
    CATCHING_UP,
    /** No worker of the site has a free slot. */
    SITE_BUSY,
    /** The decider's key is not the one that this deployment signs with. */
    SIGNING_KEY,
    SOURCE_STALE,
    UNKNOWN_SITE,
    TARGET_BUSY,
    /**
     * The target was busy, and since it is free nothing was heard of this symptom; or it was told that it has resolved, which
     * is not yet known to be true. It may be gone.
     */
    AWAITING_EVIDENCE,
    COOLDOWN,
    RATE_LIMITED,

    // How a rung or an incident went on, or ended.
    SHADOW,
    NOT_CONFIRMED,
    CLEARED_ITSELF,
    CLEARED,
    /** Its alert began to fire anew: what was before has ended, though nobody told. */
    ENDED_UNTOLD,
    VERIFIED,
    STEP_FAILED,
    STEP_RETRIED,
    STEP_SKIPPED,
    NOT_VERIFIED,
    FIRED_AGAIN,
    EXPIRED,
    REFUSED,
    NO_WORKER,
    WORKER_LOST,
    ATTEMPTS_USED_UP,
    RUNGS_USED_UP,
    RENDER_FAILED,
    /** The policies of a commit can't be used by this version of core. */
    POLICIES_REFUSED,
    CANCELLED;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Lower case with hyphens, e.g. {@code target-busy}. */
    public String code() {
        return code;
    }
}
