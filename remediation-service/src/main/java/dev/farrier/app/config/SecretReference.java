package dev.farrier.app.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Says where a secret is kept; the secret itself never stands in the configuration. */
public sealed interface SecretReference {

    /** An environment variable. */
    record EnvironmentSecret(String name) implements SecretReference {}

    /** A file's content, without white space around it. */
    record FileSecret(Path path) implements SecretReference {}

    /** @throws IllegalArgumentException when it is neither */
    static SecretReference parse(String text, Path base) {
        if (text.startsWith("env:") && text.length() > 4) {
            return new EnvironmentSecret(text.substring(4));
        }
        if (text.startsWith("file:") && text.length() > 5) {
            try {
                return new FileSecret(
                        base.resolve(text.substring(5)).toAbsolutePath().normalize());
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(e.getReason(), e);
            }
        }
        // not the text itself: it may be the secret
        throw new IllegalArgumentException("");
    }

    /**
     * The secret.
     *
     * @throws IllegalArgumentException when it is not there or empty
     */
    default String resolve(Map<String, String> environment) {
        String secret = switch (this) {
            case EnvironmentSecret variable -> environment.getOrDefault(variable.name(), "");
            case FileSecret file -> content(file.path());
        };
        if (secret.isBlank()) {
            throw new IllegalArgumentException(this + " is empty or not there");
        }
        return secret.strip();
    }

    private static String content(Path path) {
        try {
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("can't read the secret in " + path + ": " + e, e);
        }
    }
}
