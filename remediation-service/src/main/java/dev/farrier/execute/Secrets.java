package dev.farrier.execute;

import java.io.IOException;
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
 * Resolves values that are references, {@code env:NAME} or {@code file:/absolute/path}, on the executor, and keeps what
 * they stand for out of everything that leaves it. A URL ({@code file://…}) is no reference.
 */
public final class Secrets {
    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);
    private static final int MAX_BYTES = 64 * 1024;

    private final List<String> values = new ArrayList<>();

    /** A reference leads nowhere; the message names the key and the reference, never a value. */
    public static final class Unresolved extends Exception {
        Unresolved(String message) {
            super(message);
        }
    }

    /** The same keys, with values in place of references. */
    public SortedMap<String, String> resolve(SortedMap<String, String> values) throws Unresolved {
        SortedMap<String, String> resolved = new TreeMap<>();
        for (var entry : values.entrySet()) {
            resolved.put(entry.getKey(), resolve(entry.getKey(), entry.getValue()));
        }
        return resolved;
    }

    private String resolve(String key, String value) throws Unresolved {
        if (value.startsWith("env:")) {
            String found = System.getenv(value.substring("env:".length()));
            if (found == null) {
                throw new Unresolved(key + ": " + value + " is not set in the worker's environment");
            }
            return remember(found);
        }
        if (value.startsWith("file:/") && !value.startsWith("file://")) {
            return remember(read(key, value));
        }
        return value;
    }

    private static String read(String key, String reference) throws Unresolved {
        try {
            Path file = Path.of(reference.substring("file:".length()));
            if (Files.size(file) > MAX_BYTES) {
                throw new Unresolved(key + ": " + reference + " is longer than 64 KiB");
            }
            return Files.readString(file).strip();
        } catch (IOException | RuntimeException e) {
            throw new Unresolved(key + ": " + reference + " can't be read: " + e);
        }
    }

    private String remember(String secret) {
        if (!secret.isEmpty()) {
            values.add(secret);
            // A longer one may contain a shorter one, and must go first.
            values.sort(Comparator.comparingInt(String::length).reversed());
        }
        return secret;
    }

    /** Learns what to redact after a restart: the values as they are now. What is gone can't be looked for. */
    public void recall(SortedMap<String, String> references) {
        references.forEach((key, value) -> {
            try {
                resolve(key, value);
            } catch (Unresolved e) {
                LOG.warn("output may contain what can no longer be recognised: {}", e.getMessage());
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
    public String redactBeginning(String text) {
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
