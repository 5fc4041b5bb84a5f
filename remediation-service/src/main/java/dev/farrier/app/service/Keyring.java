package dev.farrier.app.service;

import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.core.CommandSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The keys that commands are signed and checked with. */
public final class Keyring {
    private Keyring() {}

    /** @throws IOException when the configured key cannot be used, naming it */
    static CommandSigner signer(Settings settings) throws IOException {
        SigningKeys keys = signing(settings);
        return new CommandSigner() {
            @Override
            public String keyId() {
                return keys.keyId();
            }

            @Override
            public SignedCommand sign(byte[] command) {
                return CommandSignature.sign(command, keys);
            }
        };
    }

    private static SigningKeys signing(Settings settings) throws IOException {
        Path privateKey = settings.signing().privateKey();
        if (privateKey == null) {
            return SigningKeys.loadOrCreate(own(settings));
        }
        List<Path> publicKeys = settings.signing().publicKeys();
        if (publicKeys.isEmpty()) {
            throw new IOException(
                    "signing.privateKey is set without signing.publicKeys: name its public key there, first");
        }
        return SigningKeys.load(privateKey, publicKeys.getFirst());
    }

    /** @throws IOException when there is no key to trust: an executor without one would have to refuse everything */
    static TrustedKeys trusted(Settings settings) throws IOException {
        List<Path> configured = settings.signing().publicKeys();
        if (!configured.isEmpty()) {
            return TrustedKeys.load(configured);
        }
        Path made = own(settings).resolve(SigningKeys.PUBLIC_FILE);
        if (!Files.exists(made) && !settings.has(Role.CORE)) {
            throw new IOException("this executor trusts no key: copy " + SigningKeys.PUBLIC_FILE
                    + " from the data directory of the process with the role core, and name it in signing.publicKeys");
        }
        return settings.has(Role.CORE) ? signing(settings).trusted() : TrustedKeys.load(List.of(made));
    }

    /**
     * The fingerprint of the key that a core with these settings signs with, from its public half on this machine.
     *
     * @throws IOException when that is not there or not readable
     */
    public static String fingerprint(Settings settings) throws IOException {
        List<Path> named = settings.signing().publicKeys();
        Path file = settings.signing().privateKey() != null && !named.isEmpty()
                ? named.getFirst()
                : own(settings).resolve(SigningKeys.PUBLIC_FILE);
        if (!Files.exists(file)) {
            throw new IOException("there is no key " + file + ": a process with the role core makes it when it starts");
        }
        return TrustedKeys.load(List.of(file)).keyIds().first();
    }

    private static Path own(Settings settings) {
        return settings.dataDir().resolve("keys");
    }
}
