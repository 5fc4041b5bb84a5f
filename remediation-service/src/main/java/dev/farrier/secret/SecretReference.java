package dev.farrier.secret;

import dev.farrier.model.ActionText.SecretPlace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a secret is kept; the secret itself never stands in a configuration or a policy.
 *
 * @param name of the environment variable, or the file's absolute path
 */
public record SecretReference(SecretPlace place, String name) {
    private static final int MAX_BYTES = 64 * 1024;

    /** @throws IllegalArgumentException when it is neither {@code env:NAME} nor {@code file:PATH} */
    public static SecretReference parse(String text, Path base) {
        if (text.startsWith("env:") && text.length() > 4) {
            return new SecretReference(SecretPlace.ENV, text.substring(4));
        }
        if (text.startsWith("file:") && text.length() > 5) {
            try {
                Path file = base.resolve(text.substring(5)).toAbsolutePath().normalize();
                return new SecretReference(SecretPlace.FILE, file.toString());
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(e.getReason(), e);
            }
        }
        // not the text itself: it may be the secret
        throw new IllegalArgumentException("");
    }

    /**
     * What {@code env:NAME} or {@code file:/path} stands for here, now.
     *
     * @throws IllegalArgumentException as {@link #resolve(Map)}
     */
    public static String resolve(String reference) {
        return parse(reference, Path.of("/")).resolve(System.getenv());
    }

    /**
     * The secret, without white space around it.
     *
     * @throws IllegalArgumentException when it is not there or empty; the message never holds a secret
     */
    public String resolve(Map<String, String> environment) {
        try {
            return read(environment).strip();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(this + " " + e.getMessage(), e);
        }
    }

    /**
     * The secret; that of a file without white space around it.
     *
     * @throws IllegalArgumentException when it is not there or empty: the message says what is wrong, not with what
     */
    public String read(Map<String, String> environment) {
        String secret = switch (place) {
            case ENV -> environment.get(name);
            case FILE -> content();
        };
        if (secret == null) {
            throw new IllegalArgumentException("is not set in the environment of this process");
        }
        if (secret.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
        return secret;
    }

    /** Not all at once: a device has no end. */
    private String content() {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException("is longer than 64 KiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not UTF-8 text");
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("can't be read: " + e, e);
        }
    }

    /** As it is written. */
    @Override
    public String toString() {
        return (place == SecretPlace.ENV ? "env:" : "file:") + name;
    }
}
