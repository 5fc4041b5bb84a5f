package dev.farrier.stream.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A schema registry as Confluent's answers, on this machine; it can be made to fail. */
public final class FakeRegistry implements AutoCloseable {
    private final HttpServer server;
    private final Map<Integer, String> answers = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile boolean stalls;

    /** What it was asked, with the Authorization if there was one. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    public FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public FakeRegistry schema(int id, String json) {
        return answer(id, "{\"schema\":" + new JsonMapper().writeValueAsString(json) + "}");
    }

    FakeRegistry answer(int id, String body) {
        answers.put(id, body);
        return this;
    }

    /** @param newStatus of every answer; 200: as it should be */
    public void answerWith(int newStatus) {
        status = newStatus;
    }

    /** From now on it sends the headers of an answer and half of its body, and then nothing more. */
    void stall() {
        stalls = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(path + (authorization == null ? "" : " " + authorization));
        @Nullable
        String found = path.startsWith("/schemas/ids/")
                ? answers.get(Integer.parseInt(path.substring("/schemas/ids/".length())))
                : null;
        String body = found == null ? "{\"error_code\":40403,\"message\":\"Schema not found\"}" : found;
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status != 200 ? status : found == null ? 404 : 200, bytes.length);
        if (stalls) {
            exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
            exchange.getResponseBody().flush();
            awaitClose();
            return;
        }
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
