package dev.farrier.demo.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An HTTP server on loopback for operators and monitoring: {@code POST /page} takes pages, {@code GET /monitor/NAME} returns the
 * result of the last probe.
 */
final class OperatorServer implements AutoCloseable {
    private final HttpServer server;

    OperatorServer(int port, Function<String, String> monitor, Consumer<String> pages) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/monitor/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            answer(exchange, monitor.apply(path.substring("/monitor/".length())));
        });
        server.createContext("/page", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            pages.accept(new String(body, StandardCharsets.UTF_8));
            answer(exchange, "thanks");
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
