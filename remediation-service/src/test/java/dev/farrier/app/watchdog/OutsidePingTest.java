package dev.farrier.app.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.farrier.app.config.PingUrl;
import dev.farrier.app.config.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutsidePingTest {
    @TempDir
    Path folder;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private HttpServer server;
    private volatile int answer = 200;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (answer == 0) {
                exchange.sendResponseHeaders(200, 1_000_000); // and no body ever comes
                exchange.getResponseBody().flush();
                try {
                    stopped.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return;
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        stopped.countDown();
        server.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static PingUrl url(String text) {
        return Objects.requireNonNull(Settings.load(null, Map.of(), List.of("watchdog.ping.url=" + text))
                .watchdog()
                .pingUrl());
    }

    private void send(String url, String method) throws InterruptedException {
        send(url, method, Duration.ofSeconds(30));
    }

    private void send(String url, String method, Duration timeout) throws InterruptedException {
        try (OutsidePing ping = new OutsidePing(url(url), method, timeout, registry)) {
            ping.send();
        }
    }

    private double count(String result) {
        Counter counter =
                registry.find("farrier.watchdog.pings").tag("result", result).counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void shouldSendOneRequestWithTheMethodThatIsConfigured() throws Exception {
        send(address() + "/uuid?a=b", "GET");
        send(address() + "/uuid", "POST");

        assertThat(requests).containsExactly("GET /uuid?a=b", "POST /uuid");
        assertThat(count("delivered")).isEqualTo(2);
        assertThat(count("failed")).isZero();
    }

    @Test
    void shouldReadTheAddressFromAFileForEachPing() throws Exception {
        Path file = Files.writeString(folder.resolve("url"), address() + "/first\n");
        try (OutsidePing ping = new OutsidePing(url("file:" + file), "GET", Duration.ofSeconds(30), registry)) {
            ping.send();
            Files.writeString(file, address() + "/second\n");
            ping.send();
            Files.writeString(file, "nonsense");
            ping.send();
            Files.delete(file);
            ping.send();
        }

        assertThat(requests).containsExactly("GET /first", "GET /second");
        assertThat(count("failed")).isEqualTo(2);
    }

    @Test
    void shouldCountAnAnswerThatIsNoSuccessAsAFailure() throws Exception {
        answer = 302;
        send(address(), "GET");
        answer = 500;
        send(address(), "GET");

        assertThat(count("failed")).isEqualTo(2);
    }

    @Test
    void shouldNotWaitForAnAnswerThatNeverEnds() throws Exception {
        answer = 0;
        long begun = System.nanoTime();
        send(address(), "GET", Duration.ofMillis(500));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(count("failed")).isEqualTo(1);
    }

    @Test
    void shouldSurviveAnAddressThatNobodyListensOn() throws Exception {
        String nobody = address();
        server.stop(0);

        send(nobody, "GET");

        assertThat(count("failed")).isEqualTo(1);
    }
}
