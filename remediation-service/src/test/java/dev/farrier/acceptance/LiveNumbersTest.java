package dev.farrier.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.embedded.LoopbackPorts;
import dev.farrier.telemetry.MonitoringFiles;
import dev.farrier.telemetry.MonitoringFiles.Query;
import dev.farrier.telemetry.MonitoringFiles.Rule;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every query of the dashboards, rules and runbooks, asked of a real Prometheus that has scraped a real Farrier while an
 * incident was healed. It has loaded the rules. Grafana is not there: the test puts in what Grafana would for its variables.
 */
@Tag("kafka")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveNumbersTest {
    private static final Duration STEP = Duration.ofSeconds(180);

    private static final String POLICIES = """
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
              escalate: [{process: {argv: [/bin/true]}}]
              remediate:
                - name: mend
                  steps: [{process: {argv: [/bin/true]}}]
                  verify: {http: 'http://{resource.address}:PORT/healthz', within: 30s}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: test}
            spec:
              resources: [{name: mb-01, site: local, address: 127.0.0.1}]
            """;

    private static final String PROMETHEUS = """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: [rules/*.yaml]
            scrape_configs:
              - job_name: farrier
                static_configs: [{targets: ['127.0.0.1:PORT'], labels: {cluster: c, namespace: n}}]
            """;

    /** What Grafana puts in for its variables. */
    private static final Map<String, String> VARIABLES = Map.of(
            "$__rate_interval", "1m",
            "$__range", "1h",
            "$datasource", "prometheus",
            "$cluster", ".*",
            "$namespace", ".*",
            "$policy", ".*",
            "$source", ".*",
            "$site", ".*");

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    @TempDir
    static Path folder;

    private Deployment farrier;
    private Running prometheus;
    private URI api;

    @BeforeAll
    void heal() throws Exception {
        Path program = Tools.requirePrometheus();
        int port = LoopbackPorts.free();
        int prometheusPort = LoopbackPorts.free(port);
        api = URI.create("http://127.0.0.1:" + prometheusPort + "/api/v1/");
        farrier = new Deployment(
                folder.resolve("farrier"), POLICIES.replace("PORT", Integer.toString(port)), List.of(), port);
        startPrometheus(program, port, prometheusPort);
        Script script = new Script("numbers");
        script.within(
                STEP,
                "Prometheus has seen the counters while they are 0",
                () -> assertThat(series("farrier_incident_results_total{policy=\"mend\", result=\"healed\"} == 0"))
                        .isNotEmpty());
        script.now("something breaks", () -> assertThat(post("""
                {"id": "e-1", "name": "broken", "labels": {"host": "mb-01"}}""")).isBetween(200, 299));
        script.now(
                "Farrier's own output comes back", () -> assertThat(post("""
                {"id": "e-2", "name": "broken", "message": "~farrier~ healed", "labels": {"host": "mb-01"}}""")).isBetween(200, 299));
        script.within(
                STEP,
                "it is healed, and Prometheus knows",
                () -> assertThat(series(
                                "increase(farrier_incident_results_total{policy=\"mend\", result=\"healed\"}[1m]) > 0"))
                        .as("an increase from 0 to 1 is seen since 0 was seen")
                        .isNotEmpty());
        // the rules are evaluated every 30 s, as they say
        script.within(
                STEP,
                "the recording rules have seen it too",
                () -> assertThat(recorded())
                        .containsAll(MonitoringFiles.rules().stream()
                                .filter(rule -> !rule.alert())
                                .map(Rule::name)
                                .toList()));
    }

    private void startPrometheus(Path program, int port, int prometheusPort) throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        try (Stream<Path> files = Files.list(MonitoringFiles.RULES)) {
            for (Path file : files.toList()) {
                Files.copy(file, rules.resolve(file.getFileName()));
            }
        }
        Path config =
                Files.writeString(folder.resolve("prometheus.yml"), PROMETHEUS.replace("PORT", Integer.toString(port)));
        prometheus = Running.start(
                folder.resolve("prometheus.log"),
                List.of(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + prometheusPort));
    }

    private Set<String> recorded() throws Exception {
        return series("{__name__=~\"namespace.*:.+\"}").stream()
                .map(one -> one.path("metric").path("__name__").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @AfterAll
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (farrier != null) {
            farrier.close();
        }
        http.close();
    }

    static Stream<Query> panelQueries() {
        return MonitoringFiles.panelQueries().stream();
    }

    static Stream<Query> recordingRules() {
        return MonitoringFiles.rules().stream()
                .filter(rule -> !rule.alert())
                .map(rule -> new Query(rule.name(), rule.expr()));
    }

    static Stream<Query> alertsAndRunbooks() {
        return Stream.concat(
                MonitoringFiles.rules().stream().filter(Rule::alert).map(rule -> new Query(rule.name(), rule.expr())),
                MonitoringFiles.runbookQueries().stream());
    }

    @ParameterizedTest
    @MethodSource({"panelQueries", "recordingRules"})
    void shouldGiveASeries(Query query) throws Exception {
        assertThat(series(query.expr())).as("%s", query).isNotEmpty();
    }

    /** Those that ask for a fault find none here; RulesTest tries that they fire. */
    @ParameterizedTest
    @MethodSource("alertsAndRunbooks")
    void shouldBeUnderstood(Query query) throws Exception {
        assertThat(answer(query.expr()).path("status").asString())
                .as("%s", query)
                .isEqualTo("success");
    }

    /** An alert whose metric does not exist would never fire: each of them is there, without the comparison. */
    @Test
    void shouldHaveEveryMetricThatAnAlertAsksFor() throws Exception {
        for (Rule rule : MonitoringFiles.rules()) {
            for (String metric : rule.expr().split("[^\\w:]+")) {
                if (metric.startsWith("farrier_")) {
                    assertThat(series(metric))
                            .as("%s of %s", metric, rule.name())
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void shouldFireNoAlertAboutAFarrierThatIsWell() throws Exception {
        assertThat(series("ALERTS{alertstate=\"firing\"}")).isEmpty();
        JsonNode rules = get("rules").path("data").path("groups");
        assertThat(rules.valueStream()
                        .flatMap(group -> group.path("rules").valueStream())
                        .map(rule -> rule.path("health").asString()))
                .hasSize(MonitoringFiles.rules().size())
                .containsOnly("ok");
    }

    @Test
    void shouldScrapeFarrierQuicklyAndKeepItsSeriesFew() throws Exception {
        assertThat(value("scrape_duration_seconds{job=\"farrier\"}")).isLessThan(1);
        assertThat(value("scrape_samples_scraped{job=\"farrier\"}")).isBetween(500.0, 3_000.0);
        assertThat(series("{job=\"farrier\", __name__=~\"exported_.+\"}")).isEmpty();
    }

    private int post(String body) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(farrier.uri("/api/v1/receivers/events/api"))
                                .header("Authorization", "Bearer " + Deployment.TOKEN)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private double value(String expr) throws Exception {
        return Double.parseDouble(series(expr).getFirst().path("value").path(1).asString());
    }

    private List<JsonNode> series(String expr) throws Exception {
        JsonNode answer = answer(expr);
        assertThat(answer.path("status").asString()).as("%s: %s", expr, answer).isEqualTo("success");
        return answer.path("data").path("result").valueStream().toList();
    }

    private JsonNode answer(String expr) throws Exception {
        String query = expr;
        for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
            query = query.replace(variable.getKey(), variable.getValue());
        }
        return get("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(api.resolve(path)).build(), BodyHandlers.ofString());
        return json.readTree(response.body());
    }
}
