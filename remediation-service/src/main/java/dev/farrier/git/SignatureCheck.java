package dev.farrier.git;

import dev.farrier.secret.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.SignatureVerification;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;

/** Whether a commit was signed, by SSH, with one of some keys. */
final class SignatureCheck {
    private SignatureCheck() {}

    /**
     * Why the commit can't be trusted; empty when it can.
     *
     * @param signers lines of an {@code allowed_signers} file of ssh-keygen's, read now
     * @throws FetchException when they are not there
     */
    static Optional<String> problem(Repository repository, RevCommit commit, SecretReference signers)
            throws IOException, FetchException {
        String lines;
        try {
            lines = signers.resolve(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new FetchException(FetchProblem.MISCONFIGURED, "policies.git.signers: " + e.getMessage(), e);
        }
        // A file of this fetch alone: JGit remembers what it has read by path and time.
        Path file =
                Files.writeString(repository.getDirectory().toPath().resolve("farrier-allowed-signers"), lines + "\n");
        StoredConfig config = repository.getConfig();
        config.setString("gpg", "ssh", "allowedSignersFile", file.toString());
        SignatureVerification found = SignatureVerifiers.verify(repository, new GpgConfig(config), commit);
        if (found == null || !found.verifierName().equals("ssh")) {
            return Optional.of("the commit is not signed by SSH; policies.git.signers takes none without a signature");
        }
        return found.verified()
                ? Optional.empty()
                : Optional.of("the commit is signed with the key " + found.keyFingerprint()
                        + ", which policies.git.signers (" + signers + ") does not list"
                        + (found.message() == null ? "" : ": " + found.message()));
    }
}
