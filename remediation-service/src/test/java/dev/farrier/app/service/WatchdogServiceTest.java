package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.farrier.app.config.Settings;
import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.execute.record.SigningKeys;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watchdog on a real broker, with two sites: the first in the process of the core, the second in one of its own. */
@Tag("kafka")
class WatchdogServiceTest {
    private static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: api}
            spec: {receiver: events}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: nobody-home}
            spec:
              match: [{name: broken, sources: [api], matchers: ['name="broken"']}, {name: well, sources: [api], matchers: ['name="well"']}]
              detect: {each: {of: broken}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              remediate: []
              escalate: [{process: {argv: ['/bin/true']}}]
            """;

    /** More than one round, and less than the age at which the pings stop. */
    private static final double FRESH = 12;

    private static EmbeddedKafka kafka;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger pings = new AtomicInteger();
    private final PrometheusMeterRegistry core = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.create();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void shouldTellWhetherTheWholeLoopOfEachSiteWorks() throws Exception {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/test.yaml"), POLICIES);
        HttpServer outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        outside.createContext("/", exchange -> {
            pings.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        outside.start();
        String ping = "http://127.0.0.1:" + outside.getAddress().getPort() + "/secret";
        try (FarrierService service = start(
                core,
                "near",
                "site=near",
                "executor.allow=http,process",
                "watchdog.every=5s",
                "watchdog.ping.url=" + ping)) {
            try (FarrierService far = startFar()) {
                assertThat(far.port()).isPositive();
                // A ping says that both sites have had a full round, and that somebody could be called.
                await("both sites have full rounds", () -> assertThat(pings).hasPositiveValue());
                int before = pings.get();
                await("the rounds go on", () -> assertThat(pings).hasValueGreaterThan(before + 2));
                await(
                        "both ages are small",
                        () -> assertThat(Math.max(age("near"), age("far"))).isLessThan(FRESH));
                assertThat(get(service, "/api/v1/incidents")).doesNotContain("farrier-watchdog");
                assertThat(get(service, "/api/v1/policies")).doesNotContain("farrier-watchdog");
                assertThat(get(service, "/api/v1/executors")).doesNotContain("farrier-watchdog");
                assertThat(core.scrape()).doesNotContain("farrier-watchdog");
                assertThat(post(service, "/api/v1/receivers/events/farrier-watchdog", """
                        {"id": "x", "name": "failing", "labels": {"site": "far"}}"""))
                        .isEqualTo(404);
            }

            await(
                    "the site without an executor is noticed",
                    () -> assertThat(age("far")).isGreaterThan(13));
            int pinged = pings.get();
            await("its age grows", () -> assertThat(age("far")).isGreaterThan(25));
            assertThat(pings).as("one may have been on its way").hasValueLessThanOrEqualTo(pinged + 1);
            await("the other site's stays small", () -> assertThat(age("near")).isLessThan(FRESH));
            assertThat(get(service, "/api/v1/incidents"))
                    .as("the alert speaks: no person is called")
                    .doesNotContain("farrier");

            try (FarrierService far = startFar()) {
                assertThat(far.port()).isPositive();
                await("both are well again", () -> assertThat(pings).hasValueGreaterThan(pinged + 2));

                assertThat(post(service, "/api/v1/halt", "")).isEqualTo(202);
                await("a halt holds", () -> assertThat(age("near") + age("far")).isZero());
                int halted = pings.get();
                Thread.sleep(Duration.ofSeconds(11)); // two rounds: nothing is to happen, so nothing can be waited for
                assertThat(pings).hasValueLessThanOrEqualTo(halted + 1);
                assertThat(age("near") + age("far")).isZero();

                assertThat(post(service, "/api/v1/resume", "")).isEqualTo(202);
                await("the rounds begin again", () -> assertThat(pings).hasValueGreaterThan(halted + 2));
            }
        } finally {
            outside.stop(0);
        }
    }

    private static void await(String what, org.awaitility.core.ThrowingRunnable asserted) {
        Awaitility.await(what).atMost(Duration.ofSeconds(90)).untilAsserted(asserted);
    }

    private double age(String site) {
        return core.get("farrier.watchdog.age.seconds")
                .tag("site", site)
                .gauge()
                .value();
    }

    private FarrierService startFar() throws Exception {
        return start(
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                "far",
                "site=far",
                "roles=executor",
                "executor.allow=http",
                "signing.publicKeys=" + folder.resolve("near/keys").resolve(SigningKeys.PUBLIC_FILE));
    }

    private FarrierService start(PrometheusMeterRegistry registry, String data, String... more) throws Exception {
        List<String> set = new ArrayList<>(List.of(more));
        set.addAll(List.of(
                "kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "policies.dir=" + folder.resolve("policies"),
                "data.dir=" + folder.resolve(data),
                "http.port=0"));
        FarrierService service = FarrierService.start(Settings.load(null, Map.of(), set), registry, true);
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(service.checks()).allMatch(check -> check.ok()));
        return service;
    }

    private String get(FarrierService service, String path) throws IOException, InterruptedException {
        return http.send(request(service, path).build(), BodyHandlers.ofString())
                .body();
    }

    private int post(FarrierService service, String path, String body) throws IOException, InterruptedException {
        return http.send(
                        request(service, path)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest.Builder request(FarrierService service, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Content-Type", "application/json");
    }
}
