package dev.farrier.model;

/**
 * The decider's log has all records before this that were appended to {@code operator-inputs} before {@code upTo}.
 *
 * @param upTo append time of the {@link Marker} behind it, epoch milliseconds
 */
public record OperatorProgress(long upTo) implements DeciderInput {}
