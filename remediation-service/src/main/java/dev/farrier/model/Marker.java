package dev.farrier.model;

/**
 * Goes through a partition behind what others say there, so that its reader knows: everything appended before this record has
 * been read. Its append time is the message.
 *
 * @param by the process that wrote it; for people
 */
public record Marker(String by) {}
