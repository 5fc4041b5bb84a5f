package dev.farrier.model;

/** Core can use a commit that was to come into force, or that it could not use before. */
public record BundleUsable(String commit) implements DeciderInput {}
