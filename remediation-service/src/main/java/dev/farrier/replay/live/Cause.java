package dev.farrier.replay.live;

import dev.farrier.model.AuditRecord;

/**
 * Why a replay and the live run differ, as far as it can be known.
 *
 * @param code one of those below, or the code of a {@link dev.farrier.model.Reason}: what a guard said, or why an incident
 *     moved
 * @param detail for people; may be empty
 */
record Cause(String code, String detail) {
    /** Other policies were in force. */
    static final String OTHER_POLICY = "other-policy";

    /** An event came after one that is newer: live the pattern is looked for as events come. */
    static final String LATE_EVENT = "late-event";

    /** The pattern began before the input does. */
    static final String BEFORE_INPUT = "before-input";

    /** Nothing was recorded at that time. */
    static final String NOT_RECORDED = "not-recorded";

    /** An incident was still open in one of both. */
    static final String INCIDENT_OPEN = "incident-open";

    /** A command ended otherwise. */
    static final String OUTCOME = "outcome";

    static final Cause UNKNOWN = new Cause("unknown", "");

    /** @param where what goes before the detail; may be empty */
    static Cause of(AuditRecord audit, String where) {
        return new Cause(audit.reason().code(), where + audit.detail());
    }

    /** In one line. */
    String text() {
        return detail.isEmpty() ? code : code + ": " + detail;
    }
}
