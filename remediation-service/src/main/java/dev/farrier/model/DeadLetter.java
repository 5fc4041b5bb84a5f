package dev.farrier.model;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Input that could not be read.
 *
 * @param source source name; empty: unknown
 * @param error what is wrong with it
 * @param origin where it came from: {@code topic/partition/offset}, {@code file:offset} or the receiver
 * @param length its full length in bytes
 * @param sha256 hex digest of the whole
 * @param head its first 64 KiB, invalid UTF-8 replaced
 */
public record DeadLetter(String source, String error, String origin, long at, long length, String sha256, String head) {
    /** Length of {@code head} at most, bytes. */
    public static final int HEAD_BYTES = 64 << 10;

    /** @param input the whole input; null: a record without a value */
    public static DeadLetter of(String source, String error, String origin, long at, byte @Nullable [] input) {
        byte[] body = input == null ? new byte[0] : input;
        String head = new String(body, 0, Math.min(body.length, HEAD_BYTES), StandardCharsets.UTF_8);
        return new DeadLetter(source, error, origin, at, body.length, Sha256.hex(body), head);
    }
}
