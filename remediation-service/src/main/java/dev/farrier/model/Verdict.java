package dev.farrier.model;

/** Verdict of the guards: act, ask again later, or ignore. */
public enum Verdict {
    ACT,
    DEFER,
    IGNORE
}
