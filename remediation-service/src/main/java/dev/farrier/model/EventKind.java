package dev.farrier.model;

/** What sort of thing an {@link Event} is. Only an {@link #ALERT} has a beginning and an end ("resolved"). */
public enum EventKind {
    LOG,
    ALERT,
    METRIC,
    EVENT
}
