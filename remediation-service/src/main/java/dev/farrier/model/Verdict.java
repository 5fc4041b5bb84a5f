package dev.farrier.model;

/** What a decision says: go, look again later, or leave it. */
public enum Verdict {
    ACT,
    DEFER,
    IGNORE
}
