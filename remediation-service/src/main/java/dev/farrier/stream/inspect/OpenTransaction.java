package dev.farrier.stream.inspect;

/**
 * A transaction that has not ended, on one partition.
 *
 * @param startOffset of its first record there
 * @param lastAppend when its producer last appended there, epoch milliseconds
 */
public record OpenTransaction(String topic, int partition, long producerId, long startOffset, long lastAppend) {}
