package dev.farrier.faults.storm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The machines and the pager, behind one small HTTP server: each request takes a millisecond, and is counted. */
final class Town implements AutoCloseable {
    private static final int BACKLOG = 1_000;

    private final HttpServer server;
    private final Map<String, AtomicInteger> acts = new ConcurrentHashMap<>();
    private final Map<String, Long> mendedAt = new ConcurrentHashMap<>();
    private final Map<String, Long> calledAt = new ConcurrentHashMap<>();

    /** @param mended hears of each machine the first time that it is acted on, before the action is answered */
    Town(Consumer<String> mended) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/act/",
                exchange -> answer(exchange, "/act/", host -> {
                    acts.computeIfAbsent(host, unused -> new AtomicInteger()).incrementAndGet();
                    if (mendedAt.putIfAbsent(host, System.currentTimeMillis()) == null) {
                        mended.accept(host);
                    }
                }));
        server.createContext(
                "/call/",
                exchange -> answer(
                        exchange, "/call/", incident -> calledAt.putIfAbsent(incident, System.currentTimeMillis())));
        server.start();
    }

    private static void answer(HttpExchange exchange, String prefix, Consumer<String> take) throws IOException {
        try (exchange) {
            Thread.sleep(1);
            take.accept(exchange.getRequestURI().getPath().substring(prefix.length()));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Machine → how often it was acted on. */
    Map<String, AtomicInteger> acts() {
        return acts;
    }

    /** Machine → when it was mended, epoch milliseconds. */
    Map<String, Long> mendedAt() {
        return mendedAt;
    }

    /** Incident → when a person was called for the first time, epoch milliseconds. */
    Map<String, Long> calledAt() {
        return calledAt;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
