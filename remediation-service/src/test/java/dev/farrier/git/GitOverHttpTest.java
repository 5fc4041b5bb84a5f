package dev.farrier.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.git.GitRemote.GitAccess;
import dev.farrier.secret.SecretReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitOverHttpTest {
    private static final String SOURCE = "apiVersion: farrier.dev/v1\nkind: Source\n";

    @TempDir
    private Path folder;

    private Origin origin;
    private GitHttpServer server;
    private String commit;
    private Path tokenFile;

    @BeforeEach
    void serve() throws IOException {
        origin = new Origin(folder.resolve("policies.git"));
        commit = origin.commit(Map.of("a.yaml", SOURCE));
        server = new GitHttpServer(origin.repository());
        tokenFile = folder.resolve("token");
    }

    @AfterEach
    void close() {
        server.close();
        origin.close();
    }

    @Test
    void shouldFetchOverHttp() throws Exception {
        GitRepository repository = repository(server.url(), Remotes.OPEN);
        assertThat(repository.fetch("").orElseThrow().commit().id()).isEqualTo(commit);
        assertThat(repository.fetch(commit)).isEmpty();
        String next = origin.commit(Map.of("b.yaml", SOURCE));
        assertThat(repository.fetch(commit).orElseThrow().commit().id()).isEqualTo(next);
        assertThat(server.shown).isEmpty();
    }

    /** After Argo CD 11961: a newline behind the token. And an expired one is replaced without a restart. */
    @Test
    void shouldUseANewTokenWithoutARestart() throws Exception {
        server.token = "s3cret";
        Files.writeString(tokenFile, "s3cret\n");
        GitRepository repository = repository(server.url(), withToken());
        assertThat(repository.fetch("")).isPresent();

        server.token = "another";
        assertProblem(repository, FetchProblem.ACCESS_DENIED, "policies.git.token is not set, wrong, expired");

        Files.writeString(tokenFile, "another");
        assertThat(repository.fetch("")).isPresent();

        Files.delete(tokenFile);
        assertProblem(repository, FetchProblem.ACCESS_DENIED, "policies.git.token: file:" + tokenFile);
    }

    @Test
    void shouldSayThatATokenIsNeeded() {
        server.token = "s3cret";
        assertProblem(repository(server.url(), Remotes.OPEN), FetchProblem.ACCESS_DENIED, "may not be read");
    }

    @Test
    void shouldGiveTheTokenToNoOtherHost() throws Exception {
        Files.writeString(tokenFile, "s3cret");
        try (GitHttpServer other = new GitHttpServer(origin.repository())) {
            other.token = "s3cret";
            server.redirect = other.url("localhost");

            assertProblem(repository(server.url(), withToken()), FetchProblem.ACCESS_DENIED, "redirects to localhost");
            assertThat(other.shown).isEmpty();
        }
    }

    @Test
    void shouldSayWhatTheHostAnswers() {
        server.status = 404;
        assertProblem(repository(server.url(), Remotes.OPEN), FetchProblem.NO_REPOSITORY, "there is no repository");
        server.status = 403;
        assertProblem(repository(server.url(), Remotes.OPEN), FetchProblem.ACCESS_DENIED, "may not be read");
        server.status = 503;
        assertProblem(repository(server.url(), Remotes.OPEN), FetchProblem.FAILED, "503");
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        String url = server.url();
        server.close();
        assertProblem(repository(url, Remotes.OPEN), FetchProblem.UNREACHABLE, "refuses the connection");
        assertProblem(
                repository("https://no-such-host.invalid/x.git", Remotes.OPEN),
                FetchProblem.UNREACHABLE,
                "no-such-host.invalid can't be resolved");
    }

    @Test
    void shouldNotWaitForAHostThatIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            GitRepository repository = slow("http://127.0.0.1:" + silent.getLocalPort() + "/x.git");
            long begun = System.nanoTime();
            assertProblem(repository, FetchProblem.TIMED_OUT, "within 1 s");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
        }
    }

    /** Each byte comes in time, and the answer never ends. */
    @Test
    void shouldNotWaitForAHostThatNeverEnds() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(slow));
            assertProblem(
                    slow("http://127.0.0.1:" + slow.getLocalPort() + "/x.git"), FetchProblem.TIMED_OUT, "within 1 s");
        }
    }

    /** Connections that nobody waits for any more don't add up for ever. */
    @Test
    void shouldOpenNoMoreConnectionsWhenNoneEnds() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(slow));
            GitRepository repository = slow("http://127.0.0.1:" + slow.getLocalPort() + "/x.git");
            for (int i = 0; i < 3; i++) {
                assertProblem(repository, FetchProblem.TIMED_OUT, "within 1 s");
            }
            assertProblem(repository, FetchProblem.TIMED_OUT, "no other is opened");
        }
    }

    private static void drip(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> {
                    try {
                        socket.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nX-Slow: "
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                        for (int i = 0; i < 300; i++) {
                            socket.getOutputStream().write('a');
                            Thread.sleep(100);
                        }
                    } catch (IOException | InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private GitAccess withToken() {
        return new GitAccess("git", SecretReference.parse("file:" + tokenFile, folder), null, null, null);
    }

    private GitRepository repository(String url, GitAccess access) {
        return Remotes.repository(Remotes.of(url, "", access, Duration.ofSeconds(20)), folder);
    }

    private GitRepository slow(String url) {
        return Remotes.repository(Remotes.of(url, "", Remotes.OPEN, Duration.ofSeconds(1)), folder);
    }

    static void assertProblem(GitRepository repository, FetchProblem problem, String message) {
        assertThatThrownBy(() -> repository.fetch(""))
                .isInstanceOfSatisfying(
                        FetchException.class,
                        e -> assertThat(e.problem()).as(e.getMessage()).isEqualTo(problem))
                .hasMessageContaining(message)
                .hasMessageNotContaining("s3cret");
    }
}
