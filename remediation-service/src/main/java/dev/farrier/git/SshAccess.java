package dev.farrier.git;

import dev.farrier.secret.SecretReference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/** SSH with one key and pinned host keys; of the user's {@code ~/.ssh} and agent it uses nothing. */
final class SshAccess implements AutoCloseable {
    private final SshdSessionFactory sessions;
    private final PinnedHosts hosts;

    private SshAccess(SshdSessionFactory sessions, PinnedHosts hosts) {
        this.sessions = sessions;
        this.hosts = hosts;
    }

    /** @param home an empty directory, which stands for the user's */
    static SshAccess open(GitRemote.GitAccess access, Path home) throws FetchException {
        Iterable<KeyPair> keys = keys(access.sshKey());
        SecretReference knownHosts = access.knownHosts();
        PinnedHosts hosts = knownHosts == null
                ? new PinnedHosts("", "policies.git.knownHosts, which is not set,")
                : new PinnedHosts(read("policies.git.knownHosts", knownHosts), knownHosts.toString());
        SshdSessionFactory sessions = new SshdSessionFactoryBuilder()
                .setPreferredAuthentications("publickey")
                .setHomeDirectory(home.toFile())
                .setSshDirectory(home.toFile())
                .setConfigStoreFactory((of, config, user) -> null)
                .setDefaultKeysProvider(directory -> keys)
                .setServerKeyDatabase((of, directory) -> hosts)
                .setConnectorFactory(null)
                .build(null);
        return new SshAccess(sessions, hosts);
    }

    private static Iterable<KeyPair> keys(@Nullable SecretReference reference) throws FetchException {
        if (reference == null) {
            return List.of();
        }
        String text = read("policies.git.sshKey", reference) + "\n";
        List<KeyPair> keys = new ArrayList<>();
        try (InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
            Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName("policies.git.sshKey"), in, FilePasswordProvider.EMPTY);
            if (found != null) {
                found.forEach(keys::add);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // not its message: that may quote the key
            throw new FetchException(
                    FetchProblem.MISCONFIGURED,
                    "policies.git.sshKey: " + reference + " can't be read as a private key without a passphrase ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
        if (keys.isEmpty()) {
            throw new FetchException(
                    FetchProblem.MISCONFIGURED, "policies.git.sshKey: there is no private key in " + reference);
        }
        return keys;
    }

    private static String read(String key, SecretReference reference) throws FetchException {
        try {
            return reference.resolve(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new FetchException(FetchProblem.MISCONFIGURED, key + ": " + e.getMessage(), e);
        }
    }

    SshdSessionFactory sessions() {
        return sessions;
    }

    /** Why the host was refused; null: it was not. */
    @Nullable
    FetchException refusal() {
        return hosts.refusal();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
