package dev.farrier.model;

/**
 * Core cannot use a commit that was to come into force, or is in use.
 *
 * @param why for people
 */
public record BundleRefused(String commit, String why) implements DeciderInput {}
