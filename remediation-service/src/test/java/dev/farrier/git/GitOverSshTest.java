package dev.farrier.git;

import static dev.farrier.git.GitOverHttpTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.git.GitRemote.GitAccess;
import dev.farrier.secret.SecretReference;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Map;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitOverSshTest {
    @TempDir
    private Path folder;

    private Origin origin;
    private String commit;
    private KeyPair user;
    private KeyPair rsa;
    private KeyPair ed25519;
    private Path keyFile;
    private Path knownHosts;

    @BeforeEach
    void create() throws Exception {
        origin = new Origin(folder.resolve("policies.git"));
        commit = origin.commit(Map.of("a.yaml", "apiVersion: farrier.dev/v1\nkind: Source\n"));
        KeyPairGenerator edwards = SecurityUtils.getKeyPairGenerator("Ed25519");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        user = edwards.generateKeyPair();
        ed25519 = edwards.generateKeyPair();
        rsa = generator.generateKeyPair();
        keyFile = folder.resolve("id");
        knownHosts = folder.resolve("known_hosts");
        write(user);
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void shouldFetchFromAHostWhoseKeyIsPinned() throws Exception {
        try (GitSshServer server = new GitSshServer(origin.repository(), user.getPublic(), ed25519)) {
            pin(server, ed25519);
            GitRepository repository = repository(server.url());
            assertThat(repository.fetch("").orElseThrow().commit().id()).isEqualTo(commit);
            assertThat(repository.fetch(commit)).isEmpty();
        }
    }

    /** After Flux 3774: a host with several keys shows the one that is pinned. */
    @Test
    void shouldAskForTheTypeOfKeyThatIsPinned() throws Exception {
        try (GitSshServer server = new GitSshServer(origin.repository(), user.getPublic(), ed25519, rsa)) {
            pin(server, rsa);
            assertThat(repository(server.url()).fetch("")).isPresent();
            pin(server, ed25519);
            assertThat(repository(server.url()).fetch("")).isPresent();
        }
    }

    /** After Flux source-controller 490: GitHub changed its host keys, and a restart did not help. */
    @Test
    void shouldRefuseAChangedHostKeyAndGoOnOnceTheNewOneIsPinned() throws Exception {
        KeyPair changed = SecurityUtils.getKeyPairGenerator("Ed25519").generateKeyPair();
        try (GitSshServer server = new GitSshServer(origin.repository(), user.getPublic(), changed)) {
            pin(server, ed25519);
            GitRepository repository = repository(server.url());

            assertProblem(
                    repository,
                    FetchProblem.HOST_KEY_CHANGED,
                    "the key of 127.0.0.1 has changed: it shows ssh-ed25519");

            pin(server, changed);
            assertThat(repository.fetch("")).isPresent();
        }
    }

    @Test
    void shouldRefuseAHostWithoutAPinnedKey() throws Exception {
        try (GitSshServer server = new GitSshServer(origin.repository(), user.getPublic(), ed25519)) {
            Files.writeString(knownHosts, "example.org " + PublicKeyEntry.toString(ed25519.getPublic()) + "\n");
            assertProblem(
                    repository(server.url()),
                    FetchProblem.HOST_KEY_UNKNOWN,
                    "ssh-keyscan -p " + server.port() + " 127.0.0.1");
        }
    }

    @Test
    void shouldRefuseARevokedHostKey() throws Exception {
        try (GitSshServer server = new GitSshServer(origin.repository(), user.getPublic(), ed25519)) {
            pin(server, ed25519);
            Files.writeString(knownHosts, Files.readString(knownHosts) + "@revoked " + Files.readString(knownHosts));
            assertProblem(repository(server.url()), FetchProblem.HOST_KEY_CHANGED, "is revoked");
        }
    }

    @Test
    void shouldSayThatTheKeyMayNotRead() throws Exception {
        try (GitSshServer server = new GitSshServer(origin.repository(), rsa.getPublic(), ed25519)) {
            pin(server, ed25519);
            assertProblem(
                    repository(server.url()), FetchProblem.ACCESS_DENIED, "policies.git.sshKey is not set, wrong");
            write(rsa);
            assertThat(repository(server.url()).fetch("")).isPresent();
        }
    }

    @Test
    void shouldSayThatTheKeyCanNotBeRead() throws Exception {
        try (GitSshServer server = new GitSshServer(origin.repository(), user.getPublic(), ed25519)) {
            pin(server, ed25519);
            Files.writeString(
                    keyFile, "-----BEGIN OPENSSH PRIVATE KEY-----\nnonsense\n-----END OPENSSH PRIVATE KEY-----\n");
            assertProblem(repository(server.url()), FetchProblem.MISCONFIGURED, "policies.git.sshKey");
            Files.delete(keyFile);
            assertProblem(repository(server.url()), FetchProblem.MISCONFIGURED, "policies.git.sshKey");
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        GitSshServer server = new GitSshServer(origin.repository(), user.getPublic(), ed25519);
        pin(server, ed25519);
        String url = server.url();
        server.close();
        assertProblem(repository(url), FetchProblem.UNREACHABLE, "127.0.0.1 refuses the connection");
    }

    @Test
    void shouldNotWaitForAHostThatIsSilent() throws Exception {
        Files.writeString(knownHosts, "x " + PublicKeyEntry.toString(ed25519.getPublic()) + "\n");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            GitRepository repository = Remotes.repository(
                    Remotes.of(
                            "ssh://git@127.0.0.1:" + silent.getLocalPort() + "/x.git",
                            "",
                            access(),
                            Duration.ofSeconds(1)),
                    folder);
            assertProblem(repository, FetchProblem.TIMED_OUT, "within 1 s");
        }
    }

    private void write(KeyPair pair) throws Exception {
        try (OutputStream out = Files.newOutputStream(keyFile)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", null, out);
        }
    }

    private void pin(GitSshServer server, KeyPair key) throws Exception {
        Files.writeString(
                knownHosts, "[127.0.0.1]:" + server.port() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n");
    }

    private GitAccess access() {
        return new GitAccess(
                "git",
                null,
                SecretReference.parse("file:" + keyFile, folder),
                SecretReference.parse("file:" + knownHosts, folder),
                null);
    }

    private GitRepository repository(String url) {
        return Remotes.repository(Remotes.of(url, "", access(), Duration.ofSeconds(20)), folder);
    }
}
