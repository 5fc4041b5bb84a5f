package dev.farrier.model;

/**
 * Everything that was appended to {@code operator-inputs} before {@code upTo} stands in the decider's log before this.
 *
 * @param upTo append time of the {@link Marker} behind it, epoch milliseconds
 */
public record OperatorProgress(long upTo) implements DeciderInput {}
