package dev.farrier.model;

/**
 * The decider's own word on a commit that was to come into force, or is in use: this core can't use it.
 *
 * @param why for people
 */
public record BundleRefused(String commit, String why) implements DeciderInput {}
