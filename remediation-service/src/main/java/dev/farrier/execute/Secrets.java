package dev.farrier.execute;

import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.Secret;
import dev.farrier.secret.SecretReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills secrets into an action's texts, on the executor, and takes them out of what leaves it. A secret is a part of the text
 * ({@link Secret}); text that only looks like a reference stays text.
 */
public final class Secrets {
    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

    private final List<String> values = new ArrayList<>();

    /** A secret is not there; the message says where it should be, never a value. */
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
        try {
            String value = new SecretReference(secret.place(), secret.name()).read(System.getenv());
            remember(value);
            return remember(secret.encoding().encode(value));
        } catch (IllegalArgumentException e) {
            throw new UnresolvedSecretException(what + ": " + secret + " " + e.getMessage());
        }
    }

    private String remember(String secret) {
        if (!values.contains(secret)) {
            values.add(secret);
            // A longer one may contain a shorter one, so it is replaced first.
            values.sort(Comparator.comparingInt(String::length).reversed());
        }
        return secret;
    }

    /** Reads the secrets again after a restart, so that they can be redacted. One that is gone can't be. */
    public void resolveForRedaction(SortedMap<String, ActionText> texts) {
        texts.forEach((key, text) -> {
            for (ActionText.Part part : text.parts()) {
                try {
                    if (part instanceof Secret secret) {
                        resolve(key, secret);
                    }
                } catch (UnresolvedSecretException e) {
                    LOG.warn("output may contain a secret that can no longer be masked: {}", e.getMessage());
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

    /** As {@link #redact}, for the beginning of a text: it may end in the middle of a secret. */
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
