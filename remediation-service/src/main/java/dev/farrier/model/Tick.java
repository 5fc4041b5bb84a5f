package dev.farrier.model;

/** Advances the decider's clock by its record time. */
public record Tick() implements DeciderInput {}
