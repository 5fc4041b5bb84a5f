package dev.farrier.model;

/**
 * Written to a partition so that its reader knows that it has read all records appended before. Its append time is the content.
 *
 * @param by the process that wrote it; for people
 */
public record Marker(String by) {}
