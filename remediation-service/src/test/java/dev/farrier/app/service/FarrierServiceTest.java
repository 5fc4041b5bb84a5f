package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.app.config.Settings;
import dev.farrier.cli.Terminal;
import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.OperatorInput;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.topology.TopicReading;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(ledger).hasContent("mended mb-01"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(get(service, "/api/v1/incidents"))
                            .contains("\"RESOLVED\"".toLowerCase(java.util.Locale.ROOT)));
            assertThat(get(service, "/metrics")).contains("farrier_commands_total");
            assertThat(JsonMapper.shared()
                            .readTree(get(service, "/api/v1/policies/mend/effect"))
                            .path("rungs")
                            .path(0)
                            .path("healed")
                            .asInt())
                    .as("what its rung was worth")
                    .isEqualTo(1);
            ClientConfig client = new ClientConfig(Map.of("bootstrap.servers", kafka.bootstrapServers()));
            assertThat(TopicReading.read(client, new Topics("t" + port + ".").deciderLog(), DeciderInput.class))
                    .as("no destructive rung may act on this host")
                    .contains(new OperatorInput.HostSeen(HostNames.names()));

            // The same event, sent again, creates nothing twice.
            post(service, "/api/v1/receivers/events/api", """
                    {"id": "e-1", "name": "broken", "labels": {"host": "mb-01"}}""");
            Files.writeString(folder.resolve("policies/broken.yaml"), "kind: Nonsense\n");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(
                            () -> assertThat(get(service, "/metrics")).contains("farrier_policies_refused_total 1.0"));
            assertThat(service.commit()).isNotEmpty();
            assertThat(Files.readString(ledger)).isEqualTo("mended mb-01\n");
        }
    }

    @Test
    void shouldHealARelapseOfTheSameIncidentWithTheNextRung() throws Exception {
        Path ledger = folder.resolve("ledger");
        writePolicies(ledger);
        Path policies = folder.resolve("policies/test.yaml");
        Files.writeString(policies, Files.readString(policies).replace("  remediate:\n", """
                  relapse: 10m
                  remediate:
                    - name: try
                      steps:
                        - process: {argv: [/bin/sh, -c, 'echo tried $HOST_NAME >> LEDGER'], env: {HOST_NAME: '{resource.name}'}}
                      verify: {http: 'http://{resource.address}:PORT/healthz', within: 30s}
                """.replace(
                        "LEDGER", ledger.toString())
                .replace("PORT", Integer.toString(port))));
        try (FarrierService service = start()) {
            awaitReady(service);
            post(service, "/api/v1/receivers/events/api", """
                    {"id": "e-1", "name": "broken", "labels": {"host": "mb-01"}}""");
            String healed = awaitResolved(service, 0);
            assertThat(ledger).hasContent("tried mb-01");

            post(service, "/api/v1/receivers/events/api", """
                    {"id": "e-2", "name": "broken", "labels": {"host": "mb-01"}}""");
            assertThat(awaitResolved(service, 1)).isEqualTo(healed);
            assertThat(ledger).hasContent("tried mb-01\nmended mb-01");
        }
    }

    @Test
    void shouldLeaveAloneWhatIsSilencedOrInMaintenanceUntilThatEnds() throws Exception {
        Path ledger = folder.resolve("ledger");
        writePolicies(ledger);
        try (FarrierService service = start()) {
            awaitReady(service);
            assertThat(
                            post(
                                    service,
                                    "/api/v1/silences",
                                    "{\"matchers\": [\"target=mb-01\"], \"for\": \"1h\", \"why\": \"disk swap\", \"by\": \"ann\"}"))
                    .isEqualTo(202);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(
                            () -> assertThat(get(service, "/api/v1/silences")).contains("disk swap"));
            post(service, "/api/v1/receivers/events/api", """
                    {"id": "e-1", "name": "broken", "labels": {"host": "mb-01"}}""");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(get(service, "/api/v1/incidents"))
                            .contains("\"silenced\"", "SILENCED target=\\\"mb-01\\\" by ann: disk swap"));
            assertThat(ledger).doesNotExist();

            String id = JsonMapper.shared()
                    .readTree(get(service, "/api/v1/silences"))
                    .path("silences")
                    .get(0)
                    .path("id")
                    .asString();
            assertThat(post(service, "/api/v1/maintenance", """
                            {"selector": "mb-01", "until": "1h", "why": "new disks", "by": "bob"}""")).isEqualTo(202);
            assertThat(post(service, "/api/v1/silences/" + id + "/expire", "{}"))
                    .isEqualTo(202);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(get(service, "/api/v1/incidents"))
                            .contains("\"maintenance\"", "MAINTENANCE name=\\\"mb-01\\\" by bob: new disks"));
            assertThat(ledger).doesNotExist();

            String maintenance = JsonMapper.shared()
                    .readTree(get(service, "/api/v1/maintenance"))
                    .path("maintenance")
                    .get(0)
                    .path("id")
                    .asString();
            assertThat(delete(service, "/api/v1/maintenance/" + maintenance)).isEqualTo(202);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(get(service, "/api/v1/incidents")).contains("\"awaiting-evidence\""));
            post(service, "/api/v1/receivers/events/api", """
                    {"id": "e-2", "name": "broken", "labels": {"host": "mb-01"}}""");
            awaitResolved(service, 0);
            assertThat(ledger).hasContent("mended mb-01");
        }
    }

    /** The id of the only incident, once it is over and has relapsed so often. */
    private String awaitResolved(FarrierService service, int relapses) {
        JsonNode[] incident = new JsonNode[1];
        Awaitility.await().atMost(Duration.ofSeconds(150)).untilAsserted(() -> {
            JsonNode all = JsonMapper.shared()
                    .readTree(get(service, "/api/v1/incidents"))
                    .path("incidents");
            assertThat(all).hasSize(1);
            incident[0] = all.get(0);
            assertThat(incident[0].path("state").asString()).isEqualTo("resolved");
            assertThat(incident[0].path("relapses").asInt()).isEqualTo(relapses);
        });
        return incident[0].path("id").asString();
    }

    /** Of one host the diagnosis is answered, of the other it hangs. */
    @Test
    void shouldDiagnoseBeforeItChangesAnythingAndTellThePage() throws Exception {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/test.yaml"), """
                apiVersion: farrier.dev/v1
                kind: Source
                metadata: {name: api}
                spec: {receiver: events}
                ---
                apiVersion: farrier.dev/v1
                kind: Action
                metadata: {name: look}
                spec:
                  process: {argv: [/bin/sh, -c, '[ $HOST_NAME = mb-01 ] || exec sleep 600; ls FOLDER/mended-*; echo the queue is full'], env: {HOST_NAME: '{resource.name}'}}
                  readOnly: true
                ---
                apiVersion: farrier.dev/v1
                kind: RemediationPolicy
                metadata: {name: mend}
                spec:
                  match: [{name: broken, sources: [api], matchers: ['name="broken"']}, {name: well, sources: [api], matchers: ['name="well"']}]
                  detect: {each: {of: broken}, groupBy: [host]}
                  clears: {of: well}
                  target: {resource: '{group.host}'}
                  diagnose: {within: 4s, steps: [{action: look}]}
                  escalate: [{process: {argv: [/bin/sh, -c, 'echo "$FOUND" > FOLDER/page-$HOST_NAME'], env: {HOST_NAME: '{resource.name}', FOUND: '{diagnosis}'}}}]
                  remediate:
                    - name: mend
                      risk: harmless
                      steps:
                        - process: {argv: [/bin/sh, -c, 'touch FOLDER/mended-$HOST_NAME; false'], env: {HOST_NAME: '{resource.name}'}}
                ---
                apiVersion: farrier.dev/v1
                kind: Inventory
                metadata: {name: test}
                spec:
                  resources: [{name: mb-01, site: local, address: 127.0.0.1}, {name: mb-02, site: local, address: 127.0.0.2}]
                """.replace("FOLDER", folder.toString()));
        try (FarrierService service = start()) {
            awaitReady(service);
            assertThat(post(service, "/api/v1/receivers/events/api", """
                    {"id": "e-1", "name": "broken", "labels": {"host": "mb-01"}}""")).isBetween(200, 299);
            Path page = folder.resolve("page-mb-01");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(page).isNotEmptyFile());
            assertThat(page).content().startsWith("look:").endsWith("the queue is full\n");
            assertThat(page).content().as("nothing was changed before").doesNotContain("mended-mb-01\n");
            assertThat(folder.resolve("mended-mb-01")).exists();
            assertThat(story(service, "mb-01")).contains("\"diagnosis\"", "the queue is full");

            post(service, "/api/v1/receivers/events/api", """
                    {"id": "e-2", "name": "broken", "labels": {"host": "mb-02"}}""");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(folder.resolve("page-mb-02"))
                            .content()
                            .startsWith("look: no answer within 4s\n"));
            assertThat(folder.resolve("mended-mb-02")).exists();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(story(service, "mb-02"))
                            .as("what comes too late is told as well")
                            .contains("look, too late: timed-out"));
        }
    }

    private String story(FarrierService service, String host) throws Exception {
        for (JsonNode incident :
                JsonMapper.shared().readTree(get(service, "/api/v1/incidents")).path("incidents")) {
            if (incident.path("target").asString().equals(host)) {
                return get(service, "/api/v1/incidents/" + incident.path("id").asString());
            }
        }
        throw new AssertionError("no incident of " + host);
    }

    @Test
    void shouldKnowByTheirTokensWhoOrdersAndWhoApproves() throws Exception {
        Path ledger = folder.resolve("ledger");
        writePolicies(ledger);
        Path policies = folder.resolve("policies/test.yaml");
        Files.writeString(
                policies,
                Files.readString(policies)
                        .replace("  match: [{name: broken", "  mode: approve\n  match: [{name: broken"));
        Files.writeString(folder.resolve("ann"), "s3cret\n");
        Files.writeString(folder.resolve("eve"), "y3s\n");
        Files.writeString(folder.resolve("wall"), "v1ew\n");
        String tokens = "http.tokens=[{name: ann, roles: [operator], token: 'file:%1$s/ann'},"
                + " {name: eve, roles: [approver], token: 'file:%1$s/eve'},"
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

            HttpRequest event = request(service, "/api/v1/receivers/events/api")
                    .header("Authorization", "Bearer s3cret")
                    .POST(BodyPublishers.ofString(
                            "{\"id\": \"e-1\", \"name\": \"broken\", \"labels\": {\"host\": \"mb-01\"}}"))
                    .build();
            assertThat(http.send(event, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
            assertThat(answer(service, "ann", 1)).contains("ann is not among those who are asked: any approver");
            assertThat(ledger).doesNotExist();
            assertThat(answer(service, "eve", 0)).contains("yes to rung mend, as eve");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(ledger).hasContent("mended mb-01"));
            assertThat(answer(service, "eve", 1)).contains("no incident mend asks for approval");

            assertThat(status(service, "POST", "/api/v1/halt", "s3cret")).isEqualTo(202);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(get(service, "/readyz")).contains("halted", "ann"));
        }
    }

    /** As a person types it, once there is something to answer; what the command prints. */
    private String answer(FarrierService service, String who, int code) {
        Terminal terminal = new Terminal(folder, folder);
        Awaitility.await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
            String url = "http://127.0.0.1:" + service.port();
            assertThat(terminal.run(
                            "incidents",
                            "approve",
                            "mend",
                            "--rung",
                            "mend",
                            "--service",
                            url,
                            "--token",
                            "file:" + folder.resolve(who)))
                    .as(terminal.err())
                    .isEqualTo(code);
            assertThat(code == 1 && who.equals("ann") && terminal.err().contains("no incident"))
                    .isFalse();
        });
        return terminal.out() + terminal.err();
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

    private int delete(FarrierService service, String path) throws Exception {
        return http.send(request(service, path).DELETE().build(), BodyHandlers.ofString())
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
