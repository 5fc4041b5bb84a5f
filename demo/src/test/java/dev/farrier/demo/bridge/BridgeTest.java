package dev.farrier.demo.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.embedded.LoopbackPorts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real bridge, started and stopped as the demo does it. */
@Tag("kafka")
class BridgeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path home;

    private final int port = LoopbackPorts.free();
    private BridgeFiles files;
    private BridgeControl control;

    @BeforeEach
    void start() throws IOException {
        files = new BridgeFiles(home, "mb-01");
        control = new BridgeControl(files, "incident-1");
        config(ProcessStamp.own());
        control.start();
    }

    @AfterEach
    void stop() throws IOException {
        control.stop();
    }

    private void config(ProcessStamp owner) throws IOException {
        new BridgeConfig(port, 3, 20_000, "", owner).save(files);
    }

    private String get(String path) throws Exception {
        return send(request(path).build()).body().strip();
    }

    private int post(String path) throws Exception {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build())
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .header("Incident", "incident-1");
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private List<String> ledger() throws IOException {
        return new BridgeLedger(files.ledger())
                .entries().stream().map(BridgeLedger.Entry::what).toList();
    }

    private long pid() throws IOException {
        return control.process().orElseThrow().pid();
    }

    @Test
    void shouldEndSessionsByThemselves() throws Exception {
        assertThat(get("/sessions")).isEqualTo("0");

        assertThat(post("/sessions/new?seconds=1")).isEqualTo(201);

        assertThat(get("/sessions")).isEqualTo("1");
        assertThat(get("/sessions/free")).isEqualTo("2");
        await().until(() -> get("/sessions").equals("0"));
        assertThat(get("/sessions/free")).isEqualTo("3");
    }

    @Test
    void shouldRefuseNewSessionsButCutNoneWhileDraining() throws Exception {
        post("/sessions/new?seconds=2");

        post("/drain");

        assertThat(post("/sessions/new")).isEqualTo(503);
        assertThat(post("/sessions/new")).isEqualTo(503);
        assertThat(get("/sessions")).isEqualTo("1");
        await().until(() -> get("/sessions").equals("0"));
        control.restart();
        assertThat(ledger())
                .containsSubsequence("drain", "restart begins", "restart ends")
                .noneMatch(what -> what.startsWith(BridgeLedger.CUT));
        assertThat(post("/sessions/new")).as("after the restart").isEqualTo(201);
    }

    @Test
    void shouldTakeSessionsAgainWhenUndrained() throws Exception {
        post("/drain");
        post("/undrain");

        assertThat(post("/sessions/new")).isEqualTo(201);
        assertThat(ledger()).containsSubsequence("drain", "undrain");
    }

    @Test
    void shouldWriteDownWhichSessionsARestartCut() throws Exception {
        post("/sessions/new?seconds=600");

        control.restart();

        assertThat(ledger())
                .filteredOn(what -> what.startsWith(BridgeLedger.CUT))
                .hasSize(1);
    }

    @Test
    void shouldWriteDownWhichSessionsAKillCut() throws Exception {
        post("/sessions/new?seconds=600");
        post("/sessions/new?seconds=600");
        control.kill();
        assertThat(ledger()).noneMatch(what -> what.startsWith(BridgeLedger.CUT));

        control.start();

        assertThat(ledger())
                .filteredOn(what -> what.startsWith(BridgeLedger.CUT))
                .hasSize(2);
    }

    @Test
    void shouldNeverRunTwice() throws Exception {
        long first = pid();

        control.start();
        Process second = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        BridgeControl.classpath(),
                        MediaBridge.class.getName(),
                        home.toString(),
                        "mb-01")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(second.getInputStream().readAllBytes())).contains("already running");
        assertThat(second.waitFor()).isEqualTo(MediaBridge.ALREADY_RUNNING);
        assertThat(pid()).isEqualTo(first);
    }

    @Test
    void shouldNotEndAnotherProcessThanItsOwn() throws Exception {
        control.stop();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(files.pid(), stranger.pid() + " 1");

            control.stop();
            control.kill();

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void shouldEndWhenItsOwnerIsGone() throws Exception {
        control.stop();
        Process owner = new ProcessBuilder("sleep", "600").start();
        config(ProcessStamp.of(owner.toHandle()));
        control.start();
        ProcessHandle bridge = control.process().orElseThrow();
        // as when somebody cleans up
        Files.move(files.folder(), home.resolve("gone"));
        assertThat(bridge.isAlive()).isTrue();

        owner.destroyForcibly();

        await().atMost(Duration.ofSeconds(10)).until(() -> !bridge.isAlive());
    }

    @Test
    void shouldStopAlsoWhenItHangs() throws Exception {
        long before = pid();
        post("/faults/hang");

        control.restart();

        assertThat(pid()).isNotEqualTo(before);
        assertThat(get("/health")).isEqualTo("ok");
    }

    @Test
    void shouldRefuseSessionsOverItsQuotaUntilItIsCleaned() throws Exception {
        Files.write(files.recordings().resolve("runaway.rec"), new byte[20_001]);
        assertThat(post("/sessions/new")).isEqualTo(507);
        assertThat(Files.readString(files.log())).contains("disk quota exceeded: 20001 of 20000 bytes");
        assertThat(get("/health")).isEqualTo("ok");

        Files.delete(files.recordings().resolve("runaway.rec"));

        assertThat(post("/sessions/new")).isEqualTo(201);
    }

    @Test
    void shouldWriteLinesThatThePresetReads() throws IOException {
        String line = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z mb-01 media-bridge\\[" + pid()
                + "\\]: status ok, 0 sessions, 3 slots free";

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(Files.readAllLines(files.log())).anyMatch(one -> one.matches(line)));
    }

    @Test
    void shouldSayWhyItCannotStart() throws IOException {
        control.stop();
        Files.delete(files.config());

        assertThatThrownBy(control::start).isInstanceOf(IOException.class).hasMessageContaining("bridge.properties");
        assertThat(BridgeCtl.run(new String[] {home.toString(), "start", "mb-01"}, "i"))
                .isEqualTo(1);
        assertThat(ledger().getLast()).startsWith("start fails");
    }

    @Test
    void shouldNotAnswerWhenItIsKilled() throws Exception {
        control.kill();

        assertThatThrownBy(() -> get("/health")).isInstanceOf(ConnectException.class);
        assertThat(control.isRunning()).isFalse();
        assertThat(control.process()).isEmpty();
    }
}
