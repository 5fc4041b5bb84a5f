package dev.farrier.api.receiver;

/** Finds the secrets that policies only refer to. */
@FunctionalInterface
public interface SecretLookup {
    /**
     * What {@code env:NAME} or {@code file:/path} stands for now.
     *
     * @throws IllegalArgumentException when it is not there or empty; the message never holds a secret
     */
    String resolve(String reference);
}
