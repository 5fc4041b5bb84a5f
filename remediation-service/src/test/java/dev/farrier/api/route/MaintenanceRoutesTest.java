package dev.farrier.api.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.model.Labels;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceRoutesTest {
    private static final Instant NOW = Instant.parse("2027-01-15T08:00:00Z");
    private static final Maintenance STANDING = new Maintenance(
            "m1", "name=\"web-01\"", "ann", "disk swap", NOW.toEpochMilli(), NOW.toEpochMilli() + 60_000);
    private static final Bundle BUNDLE = bundle("web-01", "web-02");

    private final Queue<OperatorInput> told = new ConcurrentLinkedQueue<>();
    private final HttpServer server = HttpServer.start(
            HttpConfig.onLoopback(0),
            new MaintenanceRoutes(
                    input -> {
                        told.add(input);
                        return CompletableFuture.completedFuture(null);
                    },
                    () -> List.of(STANDING),
                    () -> Optional.of(BUNDLE),
                    InstantSource.fixed(NOW),
                    Duration.ofSeconds(5)));
    private final HttpClient client = HttpClient.newHttpClient();
    private final Http http = new Http(client, server.port());

    MaintenanceRoutesTest() throws IOException {}

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static Bundle bundle(String... names) {
        SortedMap<String, Resource> resources = new TreeMap<>();
        for (String name : names) {
            resources.put(name, new Resource(name, "", "s1", name, Labels.of("role", "web"), Labels.empty()));
        }
        return new Bundle(
                "c1",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                resources,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    @Test
    void shouldListThoseInForce() throws Exception {
        assertThat(http.get("/api/v1/maintenance").body().replaceAll("\\s", ""))
                .contains(
                        "\"id\":\"m1\"", "\"selector\":\"name=\\\"web-01\\\"\"", "\"until\":\"2027-01-15T08:01:00Z\"");
    }

    @Test
    void shouldTellTheDecider() throws Exception {
        HttpResponse<String> answer = http.post(
                "/api/v1/maintenance",
                "{\"selector\": \"web-01\", \"until\": \"2h\", \"why\": \"disk swap\", \"by\": \"ann\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(told).singleElement().isInstanceOfSatisfying(OperatorInput.BeginMaintenance.class, begun -> {
            assertThat(begun.selector()).isEqualTo("name=\"web-01\"");
            assertThat(begun.until()).isEqualTo(NOW.plus(Duration.ofHours(2)).toEpochMilli());
            assertThat(begun.by()).isEqualTo("ann");
            assertThat(answer.body()).contains(begun.id());
        });
    }

    @Test
    void shouldEndOneInForce() throws Exception {
        assertThat(delete("/api/v1/maintenance/m2", "")).isEqualTo(404);
        assertThat(delete("/api/v1/maintenance/m1", "{\"by\": \"bob\", \"for\": \"2h\"}"))
                .isEqualTo(400);
        assertThat(delete("/api/v1/maintenance/m1", "{\"by\": \"bob\", \"why\": \"done\"}"))
                .isEqualTo(202);
        assertThat(told).containsExactly(new OperatorInput.EndMaintenance("m1", "bob", "done"));
    }

    private int delete(String path, String body) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .method("DELETE", HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"for": "2h", "why": "x"}                                          | the name of a resource is missing
            {"selector": "web-1", "for": "2h", "why": "x"}                     | no resource has the name 'web-1': did you mean 'web-01'?
            {"selector": "rule=web", "for": "2h", "why": "x"}                  | no resource has the label 'rule': did you mean 'role'?
            {"selector": "role=wbe", "for": "2h", "why": "x"}                  | did you mean 'web'?
            {"selector": "role=web", "for": "2h", "why": "x"}                  | selects 2 of 2 resources
            {"selector": "web-01", "why": "x"}                                 | write either for or until
            {"selector": "web-01", "for": "31d", "why": "x"}                   | longer than 30 days
            {"selector": "web-01", "until": "2027-01-15T08:00:00Z", "why": "x"} | have ended already
            {"selector": "web-01", "until": "tomorrow", "why": "x"}            | 'tomorrow' is no time
            {"selector": "web-01", "for": "2h"}                                | it is missing: say why
            {"target": "web-01", "for": "2h", "why": "x"}                      | unknown key 'target'
            null                                                               | is expected
            """)
    void shouldRefuseWhatIsNotSaidClearly(String body, String problem) throws Exception {
        HttpResponse<String> answer = http.post("/api/v1/maintenance", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(problem);
        assertThat(told).isEmpty();
    }

    @Test
    void shouldAcceptWhatSelectsEverythingWhenOneSaysSo() throws Exception {
        assertThat(http.post(
                                "/api/v1/maintenance",
                                "{\"selector\": \"role=web\", \"for\": \"2h\", \"why\": \"x\", \"all\": true}")
                        .statusCode())
                .isEqualTo(202);
    }
}
