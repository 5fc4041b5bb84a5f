package dev.farrier.execute.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;

/** The key pair that the core signs commands with. */
public record SigningKeys(PrivateKey privateKey, PublicKey publicKey) {
    public static final String PRIVATE_FILE = "command-signing.key.pem";
    public static final String PUBLIC_FILE = "command-signing.pub.pem";

    /**
     * Reads the pair from the directory, or makes one there (private file mode 0600, both written whole or not at all).
     *
     * @throws IOException a file can't be read or written, is no Ed25519 key, is readable by others, or the two do not
     *     belong together; the message names the file and what to do
     */
    public static SigningKeys loadOrCreate(Path directory) throws IOException {
        Path privateFile = directory.resolve(PRIVATE_FILE);
        Path publicFile = directory.resolve(PUBLIC_FILE);
        if (!Files.exists(privateFile)) {
            if (Files.exists(publicFile)) {
                throw new IOException(publicFile + " exists without " + privateFile
                        + ": put the private key back, or remove the public one to have a new pair made");
            }
            create(directory);
        }
        if (!Files.exists(publicFile)) {
            throw new IOException(publicFile + " is missing: write it with openssl pkey -pubout -in " + privateFile);
        }
        return load(privateFile, publicFile);
    }

    /**
     * Reads a given pair.
     *
     * @throws IOException as {@link #loadOrCreate}
     */
    public static SigningKeys load(Path privateFile, Path publicFile) throws IOException {
        requirePrivate(privateFile);
        SigningKeys keys = new SigningKeys(Pem.readPrivate(privateFile), Pem.readPublic(publicFile));
        keys.requirePair(privateFile, publicFile);
        return keys;
    }

    /** First 16 hex digits of the public key's SHA-256. */
    public String keyId() {
        return Pem.keyId(publicKey);
    }

    /** The keys of a worker that trusts this pair only. */
    public TrustedKeys trusted() {
        return TrustedKeys.of(publicKey);
    }

    /** Names no key material. */
    @Override
    public String toString() {
        return "SigningKeys[" + keyId() + "]";
    }

    private static void create(Path directory) throws IOException {
        Files.createDirectories(directory);
        KeyPair pair;
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("Ed25519 does not work here: " + e.getMessage(), e);
        }
        // The private key last: after a crash in between there is a public key that nothing was signed with.
        write(
                directory,
                PUBLIC_FILE,
                "rw-r--r--",
                Pem.encode(Pem.PUBLIC, pair.getPublic().getEncoded()));
        write(
                directory,
                PRIVATE_FILE,
                "rw-------",
                Pem.encode(Pem.PRIVATE, pair.getPrivate().getEncoded()));
    }

    private static void write(Path directory, String name, String mode, byte[] content) throws IOException {
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        Path temporary =
                Files.createTempFile(directory, name, ".new", PosixFilePermissions.asFileAttribute(permissions));
        Files.write(temporary, content, StandardOpenOption.SYNC);
        Files.setPosixFilePermissions(temporary, permissions);
        Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requirePrivate(Path file) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (mode.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"))) {
            throw new IOException(file + " has mode " + PosixFilePermissions.toString(mode)
                    + ": others can read the private key; chmod 600 it");
        }
    }

    private void requirePair(Path privateFile, Path publicFile) throws IOException {
        Optional<String> problem =
                CommandSignature.problem(CommandSignature.sign(new byte[] {1, 2, 3}, this), trusted());
        if (problem.isPresent()) {
            throw new IOException(privateFile + " and " + publicFile + " do not belong together");
        }
    }
}
