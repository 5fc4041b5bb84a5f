package dev.farrier.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Between Alertmanager and the service: hands every request on as it is, and remembers what was in it. The first one about
 * a given alert it answers with an error after it was taken, as when an answer is lost, so that Alertmanager tries again.
 */
final class Relay implements AutoCloseable {
    private final URI to;
    private final String losesAnswerOf;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

    /** One alert in one request that the service has answered with 2xx. */
    record Delivery(String alertname, String status, String startsAt, String fingerprint, boolean answerLost) {}

    Relay(URI to, String losesAnswerOf) throws IOException {
        this.to = to;
        this.losesAnswerOf = losesAnswerOf;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handOn);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Delivery> deliveries(String alertname, String status) {
        return deliveries.stream()
                .filter(delivery -> delivery.alertname().equals(alertname)
                        && delivery.status().equals(status))
                .toList();
    }

    private void handOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest.Builder request = HttpRequest.newBuilder(to).POST(BodyPublishers.ofByteArray(body));
            for (String header : List.of("Content-Type", "Authorization")) {
                exchange.getRequestHeaders()
                        .getOrDefault(header, List.of())
                        .forEach(value -> request.header(header, value));
            }
            int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
            exchange.sendResponseHeaders(status / 100 == 2 && remember(body) ? 503 : status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** True when the answer is to be lost. */
    private synchronized boolean remember(byte[] body) {
        List<Delivery> all = new ArrayList<>();
        boolean lost = false;
        for (JsonNode alert : json.readTree(body).path("alerts")) {
            String name = alert.path("labels").path("alertname").asString();
            boolean first = name.equals(losesAnswerOf)
                    && deliveries.stream().noneMatch(d -> d.alertname().equals(name));
            lost |= first;
            all.add(new Delivery(
                    name,
                    alert.path("status").asString(),
                    alert.path("startsAt").asString(),
                    alert.path("fingerprint").asString(),
                    first));
        }
        deliveries.addAll(all);
        return lost;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        http.close();
    }
}
