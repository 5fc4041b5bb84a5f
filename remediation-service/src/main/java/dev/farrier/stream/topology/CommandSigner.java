package dev.farrier.stream.topology;

import dev.farrier.model.SignedCommand;

/** Signs what the decider sends. */
public interface CommandSigner {
    /** Id of the key that it signs with. */
    String keyId();

    /** @param command as Avro single-object bytes */
    SignedCommand sign(byte[] command);
}
