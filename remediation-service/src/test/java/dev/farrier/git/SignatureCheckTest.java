package dev.farrier.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.git.GitRemote.GitAccess;
import dev.farrier.repository.Contents;
import dev.farrier.secret.SecretReference;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureCheckTest {
    private static final Map<String, String> FILES = Map.of("a.yaml", "apiVersion: farrier.dev/v1\nkind: Source\n");

    @TempDir
    private Path folder;

    @Test
    void shouldTakeOnlyCommitsThatAListedKeyHasSigned() throws Exception {
        String ann = key("ann");
        String bob = key("bob");
        Path signers = folder.resolve("allowed_signers");
        Files.writeString(signers, "ann@example.org " + ann + "\n");
        try (Origin origin = new Origin(folder.resolve("policies.git"))) {
            GitRepository repository = repository(origin, signers);

            origin.commit(FILES);
            assertThat(read(repository).problems()).singleElement().asString().contains("is not signed by SSH");

            origin.signedCommit(FILES, folder.resolve("bob"));
            assertThat(read(repository).problems()).singleElement().asString().contains("SHA256:", "does not list");
            assertThat(read(repository).complete()).isFalse();

            String signed = origin.signedCommit(FILES, folder.resolve("ann"));
            assertThat(read(repository).problems()).isEmpty();
            assertThat(repository.fetch(signed)).isEmpty();

            // the list is read for each fetch
            Files.writeString(signers, "bob@example.org " + bob + "\n");
            assertThat(read(repository).complete()).isFalse();

            Files.delete(signers);
            GitOverHttpTest.assertProblem(repository, FetchProblem.MISCONFIGURED, "policies.git.signers");
        }
    }

    private static Contents read(GitRepository repository) throws Exception {
        return repository.fetch("").orElseThrow().contents();
    }

    private GitRepository repository(Origin origin, Path signers) {
        GitAccess access = new GitAccess("git", null, null, null, SecretReference.parse("file:" + signers, folder));
        return Remotes.repository(Remotes.of(origin.url(), "", access, Duration.ofSeconds(20)), folder);
    }

    private String key(String name) throws Exception {
        KeyPair pair = SecurityUtils.getKeyPairGenerator("Ed25519").generateKeyPair();
        try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, name, null, out);
        }
        String line = PublicKeyEntry.toString(pair.getPublic());
        Files.writeString(folder.resolve(name + ".pub"), line + "\n");
        return line;
    }
}
