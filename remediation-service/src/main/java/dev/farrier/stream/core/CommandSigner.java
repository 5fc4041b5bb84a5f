package dev.farrier.stream.core;

import dev.farrier.model.SignedCommand;

/** Signs the commands that the decider sends. */
public interface CommandSigner {
    /** Id of the signing key. */
    String keyId();

    /** @param command as Avro single-object bytes */
    SignedCommand sign(byte[] command);
}
