package dev.farrier.model;

import java.util.Arrays;

/**
 * A command as it stands on its topic. What is signed are the very bytes that stand there, so that no field can be forgotten
 * and none be read in two ways.
 *
 * @param command a {@link Command} as Avro single-object bytes
 * @param keyId first 16 hex digits of the public key's SHA-256: tells which key to verify with
 * @param signature Ed25519 over {@code command}
 */
public record SignedCommand(byte[] command, String keyId, byte[] signature) {
    @Override
    public boolean equals(Object other) {
        return other instanceof SignedCommand that
                && Arrays.equals(command, that.command)
                && keyId.equals(that.keyId)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }
}
