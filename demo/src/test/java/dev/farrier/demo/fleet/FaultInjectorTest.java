package dev.farrier.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.farrier.demo.bridge.BridgeControl;
import dev.farrier.demo.bridge.BridgeFiles;
import dev.farrier.demo.bridge.BridgeLedger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One fleet, with a receiver of events in Farrier's place; each fault really breaks its bridge, and its cure cures it. */
class FaultInjectorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    static Path home;

    private static final ConcurrentLinkedQueue<String> EVENTS = new ConcurrentLinkedQueue<>();
    private static HttpServer farrier;
    private static Fleet fleet;
    private static FaultInjector injector;

    @BeforeAll
    static void start() throws IOException {
        farrier = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        farrier.createContext("/", exchange -> {
            String source = exchange.getRequestURI().getPath().substring(1);
            EVENTS.add(source + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        farrier.start();
        fleet = new Fleet(home, "http://127.0.0.1:" + farrier.getAddress().getPort(), page -> {});
        fleet.start();
        injector = new FaultInjector(home);
    }

    @AfterAll
    static void stop() throws IOException {
        fleet.close();
        farrier.stop(0);
        for (String bridge : Fleet.BRIDGES) {
            assertThat(control(bridge).isRunning()).isFalse();
        }
    }

    private static BridgeControl control(String bridge) {
        return new BridgeControl(new BridgeFiles(home, bridge), "i-1");
    }

    private static String url(DemoFault fault, String path) {
        return "http://127.0.0.1:" + fleet.port(fault.bridge()) + path;
    }

    private static LocalHttp.Answer get(DemoFault fault, String path) throws IOException {
        return LocalHttp.get(url(fault, path), PATIENCE);
    }

    private static void awaitEvent(String source, String... parts) {
        EVENTS.clear();
        await().atMost(Duration.ofSeconds(90))
                .until(() -> EVENTS.stream()
                        .anyMatch(event -> event.startsWith(source + " ")
                                && List.of(parts).stream().allMatch(event::contains)));
    }

    private static void awaitLine(DemoFault fault, String text) throws IOException {
        Path log = new BridgeFiles(home, fault.bridge()).log();
        int before = Files.readAllLines(log).size();
        await().atMost(Duration.ofSeconds(90))
                .until(() -> Files.readAllLines(log).stream().skip(before).anyMatch(line -> line.contains(text)));
    }

    private static int run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("INCIDENT", "i-1");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static int script(String name, DemoFault fault) throws Exception {
        Path script = Path.of("..", "policies", "demo", "scripts", name).toAbsolutePath();
        return run(script.toString(), home.toString(), fault.bridge());
    }

    private static int restart(DemoFault fault) throws Exception {
        return run(home.resolve("bridge-ctl").toString(), "restart", fault.bridge());
    }

    @Test
    void shouldCrash() throws Exception {
        awaitEvent("bridge-heartbeats", "\"host\":\"mb-01\"");

        injector.inject(DemoFault.CRASH, "mb-01");

        awaitEvent("bridge-probes", "\"host\":\"mb-01\"", "\"result\":\"refused\"");
        assertThat(EVENTS).noneMatch(event -> event.startsWith("bridge-heartbeats") && event.contains("mb-01"));
        assertThatThrownBy(() -> injector.inject(DemoFault.CRASH, "mb-01")).hasMessageContaining("down already");
        assertThat(restart(DemoFault.CRASH)).isZero();
        awaitEvent("bridge-heartbeats", "\"host\":\"mb-01\"");
    }

    @Test
    void shouldHang() throws Exception {
        long pid = control("mb-02").process().orElseThrow().pid();

        injector.inject(DemoFault.HANG, "mb-02");

        assertThatThrownBy(() -> LocalHttp.get(url(DemoFault.HANG, "/health"), Duration.ofSeconds(1)))
                .isInstanceOf(HttpTimeoutException.class);
        awaitEvent("bridge-probes", "\"host\":\"mb-02\"", "\"result\":\"timeout\"");
        assertThat(control("mb-02").process().orElseThrow().pid()).isEqualTo(pid);
        awaitEvent("bridge-heartbeats", "\"host\":\"mb-02\"");
        assertThat(restart(DemoFault.HANG)).isZero();
        assertThat(get(DemoFault.HANG, "/health").status()).isEqualTo(200);
    }

    @Test
    void shouldLogErrorsUntilTheDecoderIsReset() throws Exception {
        injector.inject(DemoFault.LOG_ERRORS, "mb-03");

        awaitLine(DemoFault.LOG_ERRORS, "error: decoder lost sync");
        LocalHttp.post(url(DemoFault.LOG_ERRORS, "/decoder/reset"), "", PATIENCE);
        List<String> lines = Files.readAllLines(new BridgeFiles(home, "mb-03").log());
        awaitLine(DemoFault.LOG_ERRORS, "status ok");
        awaitLine(DemoFault.LOG_ERRORS, "status ok");
        List<String> after = Files.readAllLines(new BridgeFiles(home, "mb-03").log());
        assertThat(after.subList(after.indexOf(resetLine(lines)), after.size()))
                .noneMatch(line -> line.contains("lost sync"));
    }

    private static String resetLine(List<String> lines) {
        return lines.stream()
                .filter(line -> line.endsWith("reset decoder"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldFillTheDiskUntilItIsCleaned() throws Exception {
        injector.inject(DemoFault.DISK_FULL, "mb-04");

        awaitLine(DemoFault.DISK_FULL, "disk quota exceeded");
        assertThat(get(DemoFault.DISK_FULL, "/health").status()).isEqualTo(200);
        assertThat(script("clean-recordings.sh", DemoFault.DISK_FULL)).isZero();
        assertThat(LocalHttp.post(url(DemoFault.DISK_FULL, "/sessions/new"), "", PATIENCE)
                        .status())
                .isEqualTo(201);
        assertThat(fleet.ledger().entries())
                .filteredOn(entry -> entry.what().equals("clean recordings"))
                .extracting(BridgeLedger.Entry::bridge, BridgeLedger.Entry::incident)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("mb-04", "i-1"));
    }

    @Test
    void shouldLeakAllSlotsWhileSessionsLive() throws Exception {
        injector.inject(DemoFault.STUCK_SESSIONS, "mb-05");

        awaitLine(DemoFault.STUCK_SESSIONS, "no session slots: 0 of 8 free");
        assertThat(get(DemoFault.STUCK_SESSIONS, "/sessions/free").text()).isEqualTo("0");
        assertThat(Integer.parseInt(get(DemoFault.STUCK_SESSIONS, "/sessions").text()))
                .isPositive();
        await().atMost(Duration.ofSeconds(90))
                .until(() -> get(DemoFault.STUCK_SESSIONS, "/sessions").text().equals("0"));
        assertThat(get(DemoFault.STUCK_SESSIONS, "/sessions/free").text())
                .as("no slot comes back")
                .isEqualTo("0");
        assertThat(restart(DemoFault.STUCK_SESSIONS)).isZero();
        assertThat(get(DemoFault.STUCK_SESSIONS, "/ready").status()).isEqualTo(200);
    }

    @Test
    void shouldStayCorruptOverARestartUntilTheCacheIsWiped() throws Exception {
        injector.inject(DemoFault.CORRUPT_CACHE, "mb-06");

        awaitEvent("bridge-probes", "\"host\":\"mb-06\"", "\"result\":\"status-500\"");
        assertThat(restart(DemoFault.CORRUPT_CACHE)).isZero();
        assertThat(get(DemoFault.CORRUPT_CACHE, "/health").status()).isEqualTo(500);
        assertThat(script("wipe-cache.sh", DemoFault.CORRUPT_CACHE)).isZero();
        assertThat(restart(DemoFault.CORRUPT_CACHE)).isZero();
        assertThat(get(DemoFault.CORRUPT_CACHE, "/health").status()).isEqualTo(200);
    }

    @Test
    void shouldBreakTheHostSoThatNothingButAPersonHelps() throws Exception {
        injector.inject(DemoFault.BROKEN_HOST, "mb-04");

        assertThat(restart(DemoFault.BROKEN_HOST)).isEqualTo(1);
        assertThat(script("wipe-cache.sh", DemoFault.BROKEN_HOST)).isZero();
        assertThat(restart(DemoFault.BROKEN_HOST)).isEqualTo(1);
        injector.repair("mb-04");
        assertThat(get(DemoFault.BROKEN_HOST, "/health").status()).isEqualTo(200);
    }

    @Test
    void shouldSayThatThereIsNoSuchBridge() {
        assertThatThrownBy(() -> injector.inject(DemoFault.HANG, "mb-99"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no bridge mb-99");
    }
}
