package dev.farrier.demo.bridge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A bridge's HTTP server, on loopback. {@code GET /health}, {@code /ready} (takes new sessions), {@code /sessions} (how many
 * live), {@code /sessions/free} (slots); {@code POST /sessions/new?seconds=N}, {@code /drain}, {@code /undrain},
 * {@code /decoder/reset}, {@code /faults/hang}, {@code /faults/log-errors}, {@code /faults/stuck-sessions}. The header
 * {@code Incident} names the incident that asked for it.
 */
final class BridgeHttp {
    private static final int DEFAULT_SECONDS = 2;
    private static final int MAX_SECONDS = 600;

    private final MediaBridge bridge;
    private final HttpServer server;
    /** Set while the process hangs: every request waits for this latch, which is never released. */
    private volatile @Nullable CountDownLatch hanging;

    BridgeHttp(int port, MediaBridge bridge) throws IOException {
        this.bridge = bridge;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
    }

    void start() {
        server.start();
    }

    private record Answer(int status, String text) {}

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            CountDownLatch never = hanging;
            if (never != null) {
                never.await();
            }
            Answer answer = answer(exchange);
            byte[] body = (answer.text + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String request = exchange.getRequestMethod().toUpperCase(Locale.ROOT) + " "
                + exchange.getRequestURI().getPath();
        String given = exchange.getRequestHeaders().getFirst("Incident");
        String incident = given == null ? BridgeLedger.NOBODY : given;
        switch (request) {
            case "GET /health" -> {
                return bridge.isSound() ? new Answer(200, "ok") : new Answer(500, "the cache is corrupt");
            }
            case "GET /ready" -> {
                return ready() ? new Answer(200, "ready") : new Answer(503, "takes no new sessions");
            }
            case "GET /sessions" -> {
                return new Answer(200, Integer.toString(bridge.sessions().live()));
            }
            case "GET /sessions/free" -> {
                return new Answer(200, Integer.toString(bridge.sessions().free()));
            }
            case "POST /sessions/new" -> {
                return open(exchange.getRequestURI().getQuery());
            }
            case "POST /drain" -> bridge.drain(true, incident);
            case "POST /undrain" -> bridge.drain(false, incident);
            case "POST /decoder/reset" -> bridge.resetDecoder(incident);
            case "POST /faults/hang" -> hanging = new CountDownLatch(1);
            case "POST /faults/log-errors" -> bridge.breakDecoder();
            case "POST /faults/stuck-sessions" -> bridge.sessions().leak();
            default -> {
                return new Answer(404, "there is no " + request);
            }
        }
        return new Answer(200, "done");
    }

    private boolean ready() {
        Sessions sessions = bridge.sessions();
        return bridge.isSound() && !sessions.isDraining() && sessions.free() > 0;
    }

    private Answer open(@Nullable String query) throws IOException {
        if (!bridge.isSound()) {
            return new Answer(500, "the cache is corrupt");
        }
        int seconds = DEFAULT_SECONDS;
        if (query != null) {
            if (!query.matches("seconds=[0-9]{1,3}")) {
                return new Answer(400, "seconds=N, 1 to " + MAX_SECONDS);
            }
            seconds = Math.clamp(Integer.parseInt(query.substring("seconds=".length())), 1, MAX_SECONDS);
        }
        try {
            return new Answer(201, bridge.open(seconds));
        } catch (Sessions.SessionRefusedException e) {
            return new Answer(e.status(), e.getMessage() == null ? "refused" : e.getMessage());
        }
    }
}
