package dev.farrier.helm;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cluster that has Secrets and nothing else: templates look up in it what an earlier install has made. Helm finds it by the file
 * that {@code KUBECONFIG} names.
 */
final class ApiServer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final ApiServer STARTED = new ApiServer();

    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();

    private ApiServer() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
            Path config = Path.of(Objects.requireNonNull(System.getenv("KUBECONFIG"), "KUBECONFIG"));
            Files.createDirectories(config.toAbsolutePath().getParent());
            Files.writeString(config, """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: made-up, cluster: {server: 'http://127.0.0.1:%d'}}]
                    contexts: [{name: made-up, context: {cluster: made-up, user: made-up}}]
                    users: [{name: made-up, user: {}}]
                    current-context: made-up
                    """.formatted(server.getAddress().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ApiServer started() {
        return STARTED;
    }

    void put(Secret secret) {
        secrets.put(secret.getMetadata().getName(), secret);
    }

    void clear() {
        secrets.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Secret secret = secrets.get(path.substring(path.lastIndexOf('/') + 1));
            byte[] body;
            int status = 200;
            if (path.equals("/api/v1")) {
                body = """
                        {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "v1", "resources":
                          [{"name": "secrets", "singularName": "", "namespaced": true, "kind": "Secret", "verbs": ["get"]}]}
                        """.getBytes(StandardCharsets.UTF_8);
            } else if (secret != null) {
                body = MAPPER.writeValueAsBytes(secret);
            } else {
                status = 404;
                body =
                        "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"reason\": \"NotFound\", \"code\": 404}"
                                .getBytes(StandardCharsets.UTF_8);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
