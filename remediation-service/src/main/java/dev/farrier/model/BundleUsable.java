package dev.farrier.model;

/** The decider's own word on a commit that was to come into force, or could not be used before: it can be. */
public record BundleUsable(String commit) implements DeciderInput {}
