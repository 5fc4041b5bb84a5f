package dev.farrier.model;

/**
 * A command as it stands on its topic.
 *
 * @param signature Ed25519 over {@code execute.record.CommandText}, its canonical bytes, base64
 * @param keyId first 16 hex digits of the public key's SHA-256: tells which key to verify with
 */
public record SignedCommand(Command command, String keyId, String signature) {}
