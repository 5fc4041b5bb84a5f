package dev.farrier.api;

/** What a token is for. Every token may read. */
public enum AccessRole {
    /** Only reads. */
    VIEWER,
    /** Halts, resumes, cancels, sends events: everything that there is but approvals. */
    OPERATOR,
    /** Approves. Nothing asks for approvals yet. */
    APPROVER
}
