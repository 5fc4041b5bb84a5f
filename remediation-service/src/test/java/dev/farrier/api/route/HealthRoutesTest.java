package dev.farrier.api.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthRoutesTest {
    @Test
    void shouldTellAliveFromReady() throws Exception {
        AtomicReference<List<ReadinessCheck>> checks = new AtomicReference<>(List.of(
                new ReadinessCheck("bundle", true, "abc123"), new ReadinessCheck("streams", false, "restoring")));
        HealthRoutes health = new HealthRoutes(checks::get, () -> "farrier_events_total 7\n");
        try (HttpServer server = HttpServer.start(HttpConfig.onLoopback(0), health);
                HttpClient client = HttpClient.newHttpClient()) {
            Http http = new Http(client, server.port());

            assertThat(http.get("/healthz").statusCode()).isEqualTo(200);
            HttpResponse<String> unready = http.get("/readyz");
            assertThat(unready.statusCode()).isEqualTo(503);
            assertThat(unready.body()).contains("\"ready\" : false", "\"name\" : \"streams\"", "restoring");

            checks.set(List.of(
                    new ReadinessCheck("streams", true, "running"),
                    ReadinessCheck.noncritical("policy-directory", false, "bad")));
            HttpResponse<String> ready = http.get("/readyz");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body().replaceAll("\\s+", " "))
                    .contains("\"name\" : \"streams\", \"ok\" : true, \"state\" : \"ok\", \"detail\" : \"running\"")
                    .contains(
                            "\"name\" : \"policy-directory\", \"ok\" : true, \"state\" : \"warn\", \"detail\" : \"bad\"");

            checks.set(null);
            assertThat(http.get("/readyz").statusCode()).isEqualTo(500);
            assertThat(http.get("/healthz").statusCode()).isEqualTo(200);

            HttpResponse<String> metrics = http.get("/metrics");
            assertThat(metrics.body()).isEqualTo("farrier_events_total 7\n");
            assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
            assertThat(http.get("/nothing").statusCode()).isEqualTo(404);
            assertThat(http.get("/nothing").body()).contains("Endpoint GET /nothing not found");
        }
    }
}
