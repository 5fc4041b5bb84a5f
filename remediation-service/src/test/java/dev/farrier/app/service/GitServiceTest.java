package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.config.Settings;
import dev.farrier.git.Origin;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.BundlePublisher;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a push to what is done under its commit, on a real broker and a real repository. */
@Tag("kafka")
class GitServiceTest {
    private static final Duration LONG = Duration.ofSeconds(180);

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Topics topics;
    private Origin origin;

    @BeforeEach
    void create() {
        topics = SharedKafka.newTopics();
        origin = new Origin(folder.resolve("policies.git"));
    }

    @AfterEach
    void close() {
        origin.close();
        http.close();
    }

    @Test
    void shouldActUnderTheCommitThatWasPushed() throws Exception {
        String first = origin.commit(policies("one"));
        try (FarrierService service = start("roles=ingest,core,executor,api,policies")) {
            awaitReady(service);
            assertThat(service.commit()).isEqualTo(first);
            event(service, "mb-01");
            awaitLedger("one mb-01");
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(get(service, "/api/v1/incidents")).contains("mb-01"));
            String incident = get(service, "/api/v1/incidents").replaceAll("(?s).*?\"id\" : \"([^\"]+)\".*", "$1");
            assertThat(get(service, "/api/v1/incidents/" + incident)).contains(first);

            String second = origin.commit(policies("two"));
            await().atMost(LONG).until(() -> service.commit().equals(second));
            event(service, "mb-02");
            awaitLedger("two mb-02");

            // its test fails: refused whole, and what is in force stays
            Map<String, String> failing = new java.util.TreeMap<>(policies("three"));
            failing.put("test.yaml", test("broken", "mb-09", "mb-01"));
            String bad = origin.commit(failing);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(detail(service)).contains("refused", "is not as expected"));
            assertThat(service.commit()).isEqualTo(second);
            assertThat(service.isReady()).isTrue();
            assertThat(registry.scrape())
                    .contains("farrier_policies_refused_total 1.0", "farrier_policies_outdated 1.0");
            // the API reads it from the topic
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(get(service, "/api/v1/policies/status"))
                            .contains("\"state\" : \"refused\"", bad, "test.yaml"));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(get(service, "/api/v1/policies/commits"))
                            .contains(
                                    first,
                                    second,
                                    bad,
                                    "Ann <ann@example.org>",
                                    "\"state\" : \"refused\"",
                                    "\"state\" : \"current\""));

            // the repository is gone for a while
            Path aside = folder.resolve("aside.git");
            Files.move(folder.resolve("policies.git"), aside);
            await().atMost(LONG).untilAsserted(() -> assertThat(detail(service)).contains("no-repository"));
            assertThat(service.commit()).isEqualTo(second);
            Files.move(aside, folder.resolve("policies.git"));
            String third = origin.commit(policies("three"));
            await().atMost(LONG).until(() -> service.commit().equals(third));
            await().atMost(LONG).untilAsserted(() -> assertThat(detail(service)).startsWith("current"));
            assertThat(registry.scrape()).contains("farrier_policies_outdated 0.0");
        }
    }

    @Test
    void shouldHoldACommitUntilItIsReleased() throws Exception {
        String first = origin.commit(policies("one"));
        BundlePublisher publisher = new BundlePublisher(SharedKafka.patient(), topics);
        try (FarrierService service = start("roles=core,policies")) {
            awaitReady(service);
            String second = origin.commit(policies("two"));
            await().atMost(LONG).until(() -> service.commit().equals(second));

            publisher.hold(new dev.farrier.model.BundleHold(first, "ann", "too eager", 1));
            await().atMost(LONG).until(() -> service.commit().equals(first));
            String third = origin.commit(policies("three"));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(detail(service))
                            .contains(
                                    "held",
                                    third.substring(0, 12),
                                    "ann holds " + first.substring(0, 12),
                                    "too eager"));
            assertThat(service.commit()).isEqualTo(first);

            assertThat(publisher.release()).isTrue();
            assertThat(publisher.release()).isFalse();
            await().atMost(LONG).until(() -> service.commit().equals(third));

            // a commit that changes no policy: the one in force keeps its name
            Map<String, String> same = new java.util.TreeMap<>(policies("three"));
            same.put("README.md", "more words");
            String words = origin.commit(same);
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(detail(service)).contains(words.substring(0, 12) + " has the same policies"));
            assertThat(service.commit()).isEqualTo(third);
        }
    }

    @Test
    void shouldStartWithoutARepositoryAndFollowItOnceItIsThere() throws Exception {
        origin.close();
        Files.move(folder.resolve("policies.git"), folder.resolve("aside.git"));
        try (FarrierService service = start("roles=core,policies")) {
            assertThat(detail(service)).contains("no-repository");
            assertThat(service.isReady()).isFalse();
            Files.move(folder.resolve("aside.git"), folder.resolve("policies.git"));
            String first = origin.commit(policies("one"));
            awaitReady(service);
            assertThat(service.commit()).isEqualTo(first);
        }
    }

    @Test
    void shouldFetchInOneProcessOfSeveral() throws Exception {
        origin.commit(policies("one"));
        try (FarrierService one = start("roles=core,policies", "policies.git.every=1h")) {
            awaitReady(one);
            try (FarrierService other =
                    start("roles=policies", "policies.git.every=1h", "data.dir=" + folder.resolve("other"))) {
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(detail(other)).contains("another process fetches"));
                assertThat(detail(one)).startsWith("current");

                // who stands by passes a request on
                String second = origin.commit(policies("two"));
                assertThat(post(other, "/api/v1/policies/fetch").statusCode()).isEqualTo(202);
                await().atMost(LONG).until(() -> one.commit().equals(second));

                // and takes over: it fetches then, and again after an hour only
                String third = origin.commit(policies("three"));
                one.close();
                await().atMost(LONG).until(() -> other.commit().equals(third));
            }
        }
    }

    private FarrierService start(String... more) throws Exception {
        List<String> set = new ArrayList<>(List.of(
                "kafka.bootstrap.servers=" + SharedKafka.config().bootstrap(),
                "topics.prefix=" + topics.prefix(),
                "site=local",
                "policies.git.url=" + origin.url(),
                "policies.git.every=1s",
                "data.dir=" + folder.resolve("data"),
                "http.port=0"));
        set.addAll(List.of(more));
        return FarrierService.start(Settings.load(null, Map.of(), set), registry, true);
    }

    private static String detail(FarrierService service) {
        return service.checks().stream()
                .filter(check -> check.name().equals("policy-git"))
                .map(ReadinessCheck::detail)
                .findFirst()
                .orElse("");
    }

    private Map<String, String> policies(String word) {
        return Map.of(
                "farrier.yaml",
                """
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
                        - process: {argv: [/bin/sh, -c, 'echo WORD $HOST_NAME >> LEDGER'], env: {HOST_NAME: '{resource.name}'}}
                ---
                apiVersion: farrier.dev/v1
                kind: Inventory
                metadata: {name: test}
                spec:
                  resources: [{name: mb-01, site: local}, {name: mb-02, site: local}]
                """.replace("LEDGER", folder.resolve("ledger").toString()).replace("WORD", word),
                "test.yaml",
                test("broken", "mb-01", "mb-01"),
                "kustomization.yaml",
                "resources: []\n");
    }

    private static String test(String name, String host, String target) {
        return """
                apiVersion: farrier.dev/v1
                kind: PolicyTest
                metadata: {name: mends}
                spec:
                  steps:
                    - {at: 0s, event: {source: api, name: NAME, labels: {host: HOST}}}
                    - at: 2s
                      expect:
                        - detection: {policy: mend, group: {host: TARGET}}
                        - command: {rung: mend, target: TARGET}
                """.replace("NAME", name).replace("HOST", host).replace("TARGET", target);
    }

    private void event(FarrierService service, String host) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + service.port() + "/api/v1/receivers/events/api"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"name\": \"broken\", \"labels\": {\"host\": \"" + host + "\"}}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    private void awaitLedger(String line) {
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(folder.resolve("ledger")).exists().content().contains(line));
    }

    private void awaitReady(FarrierService service) {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(service.checks()).allMatch(ReadinessCheck::ok));
    }

    private HttpResponse<String> post(FarrierService service, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private String get(FarrierService service, String path) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
