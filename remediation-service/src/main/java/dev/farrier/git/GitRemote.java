package dev.farrier.git;

import dev.farrier.secret.SecretReference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A repository, and what of it holds policies.
 *
 * @param ref a branch, a tag or a name that begins with {@code refs/}; empty: the repository's default branch
 * @param path of the directory with the policies in the repository; empty: all of it
 * @param timeout for one fetch, from the connection to the last byte
 */
public record GitRemote(GitUrl url, String ref, String path, Duration timeout, GitAccess access) {
    /**
     * Secrets are read for each fetch, so a new one is used without a restart.
     *
     * @param user sent with the token
     * @param token null: none is sent
     * @param sshKey a private key in a format that OpenSSH writes
     * @param knownHosts lines of {@code known_hosts}; no other host key is accepted
     * @param signers lines of an {@code allowed_signers} file of ssh-keygen's; null: commits need no signature
     */
    public record GitAccess(
            String user,
            @Nullable SecretReference token,
            @Nullable SecretReference sshKey,
            @Nullable SecretReference knownHosts,
            @Nullable SecretReference signers) {}
}
