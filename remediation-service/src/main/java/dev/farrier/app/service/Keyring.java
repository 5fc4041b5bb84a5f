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
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

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
        Path made = generatedPublicKey(settings);
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
                : generatedPublicKey(settings);
        if (!Files.exists(file)) {
            throw new IOException("there is no key " + file + ": a process with the role core makes it when it starts");
        }
        return TrustedKeys.load(List.of(file)).keyIds().first();
    }

    /**
     * The fingerprint of the key that core signs with: the private key is read, checked and, unlike at a start, not made.
     *
     * @return empty when core makes a pair at its first start
     * @throws IOException when the key can't be used, naming it
     */
    public static Optional<String> signs(Settings settings) throws IOException {
        boolean made = Files.exists(own(settings).resolve(SigningKeys.PRIVATE_FILE))
                || Files.exists(generatedPublicKey(settings));
        return settings.signing().privateKey() == null && !made
                ? Optional.empty()
                : Optional.of(signing(settings).keyId());
    }

    /**
     * The fingerprints of the keys that the executor trusts.
     *
     * @return empty when core makes the pair at its first start
     * @throws IOException when a key can't be used, naming it
     */
    public static SortedSet<String> trusts(Settings settings) throws IOException {
        boolean own = settings.signing().publicKeys().isEmpty() && settings.has(Role.CORE);
        return own
                ? new TreeSet<>(signs(settings).stream().toList())
                : trusted(settings).keyIds();
    }

    /** The public half of the pair that core makes at its first start. */
    public static Path generatedPublicKey(Settings settings) {
        return own(settings).resolve(SigningKeys.PUBLIC_FILE);
    }

    private static Path own(Settings settings) {
        return settings.dataDir().resolve("keys");
    }
}
