package dev.farrier.execute;

import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts secrets into an action's texts, on the executor, and keeps them out of everything that leaves it. Where one belongs
 * is a part of the text ({@link Secret}); what only looks like a reference is text.
 */
public final class Secrets {
    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);
    private static final int MAX_BYTES = 64 * 1024;

    private final List<String> values = new ArrayList<>();

    /** A secret is not there; the message names where it should be, never a value. */
    public static final class UnresolvedSecretException extends Exception {
        UnresolvedSecretException(String message) {
            super(message);
        }
    }

    /**
     * The same keys, with the secrets in their texts.
     *
     * @param what before a key in messages, such as "env "
     */
    public SortedMap<String, String> resolve(String what, SortedMap<String, ActionText> texts)
            throws UnresolvedSecretException {
        SortedMap<String, String> resolved = new TreeMap<>();
        for (var entry : texts.entrySet()) {
            resolved.put(entry.getKey(), resolve(what + entry.getKey(), entry.getValue()));
        }
        return resolved;
    }

    /** @param what for messages */
    public String resolve(String what, ActionText text) throws UnresolvedSecretException {
        StringBuilder resolved = new StringBuilder();
        for (ActionText.Part part : text.parts()) {
            resolved.append(
                    switch (part) {
                        case ActionText.Plain plain -> plain.text();
                        case Secret secret -> resolve(what, secret);
                    });
        }
        return resolved.toString();
    }

    private String resolve(String what, Secret secret) throws UnresolvedSecretException {
        String value = switch (secret.place()) {
            case ENV -> variable(what, secret);
            case FILE -> file(what, secret);
        };
        if (value.isEmpty()) {
            throw new UnresolvedSecretException(what + ": " + secret + " is empty");
        }
        remember(value);
        return remember(secret.encoding().encode(value));
    }

    private static String variable(String what, Secret secret) throws UnresolvedSecretException {
        String value = System.getenv(secret.name());
        if (value == null) {
            throw new UnresolvedSecretException(what + ": " + secret + " is not set in the worker's environment");
        }
        return value;
    }

    /** Not all at once: a device has no end. */
    private static String file(String what, Secret secret) throws UnresolvedSecretException {
        try (InputStream in = Files.newInputStream(Path.of(secret.name()))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new UnresolvedSecretException(what + ": " + secret + " is longer than 64 KiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new UnresolvedSecretException(what + ": " + secret + " is not UTF-8 text");
        } catch (IOException | RuntimeException e) {
            throw new UnresolvedSecretException(what + ": " + secret + " can't be read: " + e);
        }
    }

    private String remember(String secret) {
        if (!values.contains(secret)) {
            values.add(secret);
            // A longer one may contain a shorter one, and must go first.
            values.sort(Comparator.comparingInt(String::length).reversed());
        }
        return secret;
    }

    /** Learns what to redact after a restart: the values as they are now. What is gone can't be looked for. */
    public void resolveForRedaction(SortedMap<String, ActionText> texts) {
        texts.forEach((key, text) -> {
            for (ActionText.Part part : text.parts()) {
                try {
                    if (part instanceof Secret secret) {
                        resolve(key, secret);
                    }
                } catch (UnresolvedSecretException e) {
                    LOG.warn("output may contain what can no longer be recognised: {}", e.getMessage());
                }
            }
        });
    }

    /** The text with {@code ***} in place of every secret resolved so far. */
    public String redact(String text) {
        String redacted = text;
        for (String secret : values) {
            redacted = redacted.replace(secret, "***");
        }
        return redacted;
    }

    /** As {@link #redact}, for a text that goes on: it may end in the middle of a secret. */
    public String redactHead(String text) {
        String redacted = redact(text);
        for (String secret : values) {
            for (int length = Math.min(secret.length(), redacted.length()) - 1; length > 0; length--) {
                if (redacted.endsWith(secret.substring(0, length))) {
                    return redacted.substring(0, redacted.length() - length) + "***";
                }
            }
        }
        return redacted;
    }
}
