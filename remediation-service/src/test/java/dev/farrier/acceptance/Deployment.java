package dev.farrier.acceptance;

import dev.farrier.app.config.Settings;
import dev.farrier.app.monitor.ProcessMetrics;
import dev.farrier.app.service.FarrierService;
import dev.farrier.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A broker and all roles of the service, as a client sees them. */
final class Deployment implements AutoCloseable {
    /** What requests to receivers must carry. */
    static final String TOKEN = "acceptance-t0ken";

    private final EmbeddedKafka kafka = EmbeddedKafka.create();
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final ProcessMetrics metrics = new ProcessMetrics();
    private final FarrierService service;

    Deployment(Path folder, String policies, List<String> topics) throws Exception {
        this(folder, policies, topics, 0);
    }

    /** @param port of the HTTP server; 0: any */
    Deployment(Path folder, String policies, List<String> topics, int port) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, 2, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        Path directory = Files.createDirectories(folder.resolve("policies"));
        Files.writeString(directory.resolve("acceptance.yaml"), policies);
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        Settings settings = Settings.load(
                null,
                Map.of(),
                List.of(
                        "kafka.bootstrap.servers=" + brokers(),
                        "site=local",
                        "policies.dir=" + directory,
                        "data.dir=" + folder.resolve("data"),
                        "http.receiverToken=file:" + token,
                        // nothing answers there, which is counted
                        "maintenance.alertmanager.url=http://127.0.0.1:1",
                        "maintenance.alertmanager.every=1s",
                        "http.port=" + port));
        service = FarrierService.start(settings, metrics.registry(), true);
        Awaitility.await("all roles are ready")
                .atMost(Duration.ofSeconds(120))
                .until(() -> service.checks().stream().allMatch(check -> check.ok()));
    }

    String brokers() {
        return kafka.bootstrapServers();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    /** All of a policy's incidents, newest first, as the API gives them. */
    List<JsonNode> incidents(String policy) throws IOException, InterruptedException {
        return StreamSupport.stream(
                        get("/api/v1/incidents?state=all").path("incidents").spliterator(), false)
                .filter(incident -> incident.path("policy").asString().equals(policy))
                .toList();
    }

    /** One incident with its story. */
    JsonNode story(JsonNode incident) throws IOException, InterruptedException {
        return get("/api/v1/incidents/" + incident.path("id").asString());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return json.readTree(http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString())
                .body());
    }

    @Override
    public void close() {
        service.close();
        metrics.close();
        http.close();
        kafka.close();
    }
}
