package dev.farrier.execute.record;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The public keys that a worker trusts, by key id; several while keys are being rotated. */
public final class TrustedKeys {
    private final Map<String, PublicKey> keys = new TreeMap<>();

    private TrustedKeys() {}

    public static TrustedKeys of(PublicKey... keys) {
        TrustedKeys trusted = new TrustedKeys();
        for (PublicKey key : keys) {
            trusted.keys.put(Pem.keyId(key), key);
        }
        return trusted;
    }

    /**
     * @param files PEM files (X.509, {@code BEGIN PUBLIC KEY})
     * @throws IOException a file can't be read or is no Ed25519 public key; the message names it
     */
    public static TrustedKeys load(List<Path> files) throws IOException {
        TrustedKeys trusted = new TrustedKeys();
        for (Path file : files) {
            PublicKey key = Pem.readPublic(file);
            trusted.keys.put(Pem.keyId(key), key);
        }
        return trusted;
    }

    @Nullable
    PublicKey get(String keyId) {
        return keys.get(keyId);
    }

    public SortedSet<String> keyIds() {
        return new TreeSet<>(keys.keySet());
    }
}
