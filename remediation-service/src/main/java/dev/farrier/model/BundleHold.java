package dev.farrier.model;

/**
 * A person wants this commit in force, whatever is newer, until it is released.
 *
 * @param at epoch milliseconds
 */
public record BundleHold(String commit, String by, String why, long at) {}
