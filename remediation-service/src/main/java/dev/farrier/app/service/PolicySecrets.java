package dev.farrier.app.service;

import dev.farrier.app.config.SecretReference;
import java.nio.file.Path;

/** Secrets that policies refer to and this process needs. */
public final class PolicySecrets {
    private static final Path ROOT = Path.of("/");

    private PolicySecrets() {}

    /**
     * What {@code env:NAME} or {@code file:/path} stands for here, now.
     *
     * @throws IllegalArgumentException when it is not there or empty
     */
    public static String resolve(String reference) {
        return SecretReference.parse(reference, ROOT).resolve(System.getenv());
    }
}
