package dev.farrier.git;

/**
 * A commit as its author wrote it.
 *
 * @param id 40 hex digits
 * @param author name and address
 * @param time when it was committed, epoch milliseconds
 * @param subject first line of its message
 */
public record GitCommit(String id, String author, long time, String subject) {}
