package dev.farrier.stream.topology;

import dev.farrier.model.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Dead letters for records of Farrier's own topics that somebody else has written. */
final class DeadLetters {
    private static final int HEAD = 64 * 1024;

    private DeadLetters() {}

    static DeadLetter of(String source, @Nullable String error, String origin, byte @Nullable [] value, long at) {
        byte[] body = value == null ? new byte[0] : value;
        try {
            String sha = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            String head = new String(body, 0, Math.min(HEAD, body.length), StandardCharsets.UTF_8);
            return new DeadLetter(source, String.valueOf(error), origin, at, body.length, sha, head);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
