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
 * The HTTP side of the people and the monitoring around the fleet, on loopback: {@code POST /page} takes what a person is
 * told, {@code GET /monitor/NAME} says what the last probe said.
 */
final class Desk implements AutoCloseable {
    private final HttpServer server;

    Desk(int port, Function<String, String> monitor, Consumer<String> pages) throws IOException {
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
