package dev.farrier.execute.record;

import dev.farrier.model.SignedCommand;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;

/** Ed25519 signatures over the bytes of a command as they are on its topic. */
public final class CommandSignature {
    private CommandSignature() {}

    public static SignedCommand sign(byte[] command, SigningKeys keys) {
        return new SignedCommand(command, keys.keyId(), sign(command, keys.privateKey()));
    }

    /** Why the command can't be trusted; empty: it can. */
    public static Optional<String> problem(SignedCommand signed, TrustedKeys trusted) {
        PublicKey key = trusted.get(signed.keyId());
        if (key == null) {
            return Optional.of("signed with key \"" + signed.keyId()
                    + "\", which this worker does not trust; it trusts " + trusted.keyIds());
        }
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(signed.command());
            return ed25519.verify(signed.signature())
                    ? Optional.empty()
                    : Optional.of("the signature does not fit the command");
        } catch (GeneralSecurityException e) {
            return Optional.of("the signature can't be checked: " + e.getMessage());
        }
    }

    private static byte[] sign(byte[] bytes, PrivateKey key) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key);
            ed25519.update(bytes);
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 does not work here: " + e.getMessage(), e);
        }
    }
}
