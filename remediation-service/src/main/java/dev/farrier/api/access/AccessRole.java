package dev.farrier.api.access;

/** What the owner of a token may do. Every token may read. */
public enum AccessRole {
    /** Only reads. */
    VIEWER,
    /** Halts, resumes, cancels, sends events: everything but approvals. */
    OPERATOR,
    /** Says yes or no to rungs that ask for approval. */
    APPROVER
}
