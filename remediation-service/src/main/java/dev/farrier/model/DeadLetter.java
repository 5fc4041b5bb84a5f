package dev.farrier.model;

/**
 * Input that could not be read, kept for people.
 *
 * @param source source name; empty when not even that is known
 * @param error what is wrong with it
 * @param origin where it came from: {@code topic/partition/offset}, {@code file:offset} or the receiver
 * @param length its full length in bytes
 * @param sha256 hex digest of the whole
 * @param head its first 64 KiB, invalid UTF-8 replaced
 */
public record DeadLetter(
        String source, String error, String origin, long at, long length, String sha256, String head) {}
