package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.app.config.Settings;
import dev.farrier.embedded.EmbeddedKafka;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All roles in one process, on a real broker, running a real program. */
@Tag("kafka")
class FarrierServiceTest {
    private static EmbeddedKafka kafka;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.create();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void shouldRunAProgramForAnEventAndResolveWhenItsProbeIsWell() throws Exception {
        Path ledger = folder.resolve("ledger");
        writePolicies(ledger);
        try (FarrierService service = start()) {
            awaitReady(service);
            assertThat(post(service, "/api/v1/receivers/events/api", """
                    {"id": "e-1", "name": "broken", "labels": {"host": "mb-01"}}""")).isBetween(200, 299);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(ledger).hasContent("mended mb-01"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(get(service, "/api/v1/incidents"))
                            .contains("\"RESOLVED\"".toLowerCase(java.util.Locale.ROOT)));
            assertThat(get(service, "/metrics")).contains("farrier_commands_total");

            // The same event, sent again, creates nothing twice.
            post(service, "/api/v1/receivers/events/api", """
                    {"id": "e-1", "name": "broken", "labels": {"host": "mb-01"}}""");
            Files.writeString(folder.resolve("policies/broken.yaml"), "kind: Nonsense\n");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(get(service, "/metrics")).contains("farrier_policies_refused_total 1.0"));
            assertThat(service.commit()).isNotEmpty();
            assertThat(Files.readString(ledger)).isEqualTo("mended mb-01\n");
        }
    }

    @Test
    void shouldKnowByTheirTokensWhoOrders() throws Exception {
        writePolicies(folder.resolve("ledger"));
        Files.writeString(folder.resolve("ann"), "s3cret\n");
        Files.writeString(folder.resolve("wall"), "v1ew\n");
        String tokens = "http.tokens=[{name: ann, roles: [operator], token: 'file:%1$s/ann'},"
                + " {name: wall, roles: [viewer], token: 'file:%1$s/wall'}]";
        try (FarrierService service = start(tokens.formatted(folder))) {
            awaitReady(service);

            assertThat(status(service, "GET", "/readyz", "")).isEqualTo(200);
            assertThat(status(service, "GET", "/api/v1/incidents", "")).isEqualTo(401);
            assertThat(status(service, "GET", "/api/v1/policies", "")).isEqualTo(401);
            assertThat(status(service, "GET", "/api/v1/incidents", "v1ew")).isEqualTo(200);
            assertThat(status(service, "POST", "/api/v1/receivers/events/api", ""))
                    .isEqualTo(401);
            assertThat(status(service, "POST", "/api/v1/halt", "v1ew")).isEqualTo(403);
            assertThat(status(service, "POST", "/api/v1/halt", "s3cret")).isEqualTo(202);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(get(service, "/readyz")).contains("halted", "ann"));
        }
    }

    private int status(FarrierService service, String method, String path, String token) throws Exception {
        HttpRequest.Builder request = request(service, path).method(method, BodyPublishers.ofString(""));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void shouldNotStartWithBrokenPolicies() throws Exception {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(
                folder.resolve("policies/p.yaml"), "apiVersion: farrier.dev/v1\nkind: Sauce\nmetadata: {name: x}\n");

        assertThatThrownBy(() -> start())
                .isInstanceOfSatisfying(
                        InvalidPoliciesException.class,
                        e -> assertThat(e.problems()).isNotEmpty());
    }

    private void writePolicies(Path ledger) throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/test.yaml"), """
                apiVersion: farrier.dev/v1
                kind: Source
                metadata: {name: api}
                spec: {receiver: events}
                ---
                apiVersion: farrier.dev/v1
                kind: RemediationPolicy
                metadata: {name: mend}
                spec:
                  match: [{name: broken, sources: [api], matchers: ['name="broken"']}, {name: well, sources: [api], matchers: ['name="well"']}]
                  detect: {each: {of: broken}, groupBy: [host]}
                  clears: {of: well}
                  target: {resource: '{group.host}'}
                  escalate: [{process: {argv: ['true']}}]
                  remediate:
                    - name: mend
                      steps:
                        - process: {argv: [/bin/sh, -c, 'echo mended $HOST_NAME >> LEDGER'], env: {HOST_NAME: '{resource.name}'}}
                      verify: {http: 'http://{resource.address}:{resource.parameters.port}/healthz', within: 30s}
                ---
                apiVersion: farrier.dev/v1
                kind: Inventory
                metadata: {name: test}
                spec:
                  resources: [{name: mb-01, site: local, address: 127.0.0.1, parameters: {port: PORT}}]
                """.replace("LEDGER", ledger.toString())
                .replace("PORT", Integer.toString(port)));
    }

    private final int port = freePort();

    private static int freePort() {
        try (java.net.ServerSocket socket =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private FarrierService start(String... more) throws Exception {
        List<String> set = new ArrayList<>(List.of(more));
        set.addAll(List.of(
                "kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "topics.prefix=t" + port + ".",
                "site=local",
                "policies.dir=" + folder.resolve("policies"),
                "policies.poll=200ms",
                "data.dir=" + folder.resolve("data"),
                "http.port=" + port));
        Settings settings = Settings.load(null, Map.of(), set);
        return FarrierService.start(settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), true);
    }

    private void awaitReady(FarrierService service) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(service.checks()).allMatch(check -> check.ok()));
    }

    private int post(FarrierService service, String path, String body) throws Exception {
        return http.send(
                        request(service, path)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private String get(FarrierService service, String path) throws Exception {
        return http.send(request(service, path).build(), BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest.Builder request(FarrierService service, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Content-Type", "application/json");
    }
}
