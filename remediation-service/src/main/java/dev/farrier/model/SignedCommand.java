package dev.farrier.model;

import java.util.Arrays;

/**
 * A command on its topic. The signature covers the encoded bytes, so that no field can be left out of it.
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
