package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.model.HaltScope;
import dev.farrier.stream.TopicSizes;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.stream.client.OperatorProducer;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The procedure of docs/operations.md, "Backup and loss of the Kafka cluster", on a real broker. */
@Timeout(900)
@Tag("kafka")
class ClusterLossTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A thread of Kafka Streams may wait a minute for each of several topics that are gone before it ends. */
    private static final Duration UNTIL_STREAMS_END = Duration.ofMinutes(8);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void shouldDoNothingOnANewClusterUntilAPersonNamesItAndThenHealAgain() throws Exception {
        writePolicies();
        int port;
        try (EmbeddedKafka lost =
                EmbeddedKafka.builder().directory(folder.resolve("kafka-1")).start()) {
            port = lost.port();
            FarrierService service = start(port);
            try {
                awaitReady(service);
                fail(service, "mb-01");
                awaitLedger("start mb-01");
                operators(port).halt(HaltScope.ALL, false, "ann", "before the loss");
                fail(service, "mb-02");
                awaitIncident(service, "mb-02", "halted");

                lost.close();
                MoreFiles.deleteRecursively(folder.resolve("kafka-1"), RecursiveDeleteOption.ALLOW_INSECURE);
                try (EmbeddedKafka empty = EmbeddedKafka.builder()
                        .directory(folder.resolve("kafka-2"))
                        .port(port)
                        .start()) {
                    await().atMost(PATIENCE)
                            .untilAsserted(
                                    () -> assertThat(service.unrecoverable().orElse(""))
                                            .contains("belongs to cluster", "set cluster.id to " + id(port)));
                    service.close();

                    assertThatThrownBy(() -> start(port))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("Backup and loss of the Kafka cluster");
                    assertThatThrownBy(() -> start(port, "cluster.id=another"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("cluster.id belongs to cluster another");
                    assertThat(topics(port))
                            .as("a refused process creates nothing")
                            .isEmpty();

                    goOn(port);
                }
            } finally {
                service.close();
            }
        }
    }

    private void goOn(int port) throws Exception {
        Settings settings = settings(port, "cluster.id=" + id(port));
        try (Cluster cluster = new Cluster(Wiring.clientConfig(settings))) {
            new TopicAdmin(cluster, Wiring.topics(settings), TopicSizes.DEFAULT).create(Set.of("local"));
        }
        operators(port).halt(HaltScope.ALL, false, "ann", "new cluster");
        try (FarrierService service = startOnceTheOldOneIsGone(port, "cluster.id=" + id(port))) {
            awaitReady(service);
            fail(service, "mb-03");
            awaitIncident(service, "mb-03", "halted");
            awaitLedger("end mb-01");
            assertThat(ledger()).containsExactly("start mb-01", "end mb-01");

            operators(port).resume(HaltScope.ALL, "ann", "all looked at");
            awaitLedger("start mb-03");
            fail(service, "mb-02");
            // The folder can't be deleted while an action still writes to it.
            awaitLedger("end mb-03");
            awaitLedger("end mb-02");
        }
        try (FarrierService service = start(port)) {
            awaitReady(service);
            assertThat(ledger().stream().filter("start mb-01"::equals)).hasSize(1);
        }
    }

    private void awaitLedger(String line) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ledger()).contains(line));
    }

    private List<String> ledger() throws IOException {
        Path file = folder.resolve("ledger");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private void awaitIncident(FarrierService service, String host, String word) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(send(request(service, "/api/v1/incidents?state=open")))
                        .contains("\"" + host + "\"", "\"" + word + "\""));
    }

    private void fail(FarrierService service, String host) throws Exception {
        send(request(service, "/api/v1/receivers/events/api")
                .POST(BodyPublishers.ofString("{\"name\": \"broken\", \"labels\": {\"host\": \"" + host + "\"}}")));
    }

    private String send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static HttpRequest.Builder request(FarrierService service, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Content-Type", "application/json");
    }

    private static void awaitReady(FarrierService service) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(service.notReady()).isEmpty());
    }

    private static String id(int port) {
        try (Cluster cluster = new Cluster(Wiring.clientConfig(
                Settings.load(null, Map.of(), List.of("kafka.bootstrap.servers=127.0.0.1:" + port))))) {
            return cluster.id();
        }
    }

    private Set<String> topics(int port) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            return admin.listTopics().names().get();
        }
    }

    /** As {@code farrier halt} and {@code farrier resume}. */
    private OperatorProducer operators(int port) {
        Settings settings = settings(port);
        return new OperatorProducer(Wiring.clientConfig(settings), Wiring.topics(settings), InstantSource.system());
    }

    /** Its Streams applications wait for topics that are gone; a process of its own would end with them. */
    private FarrierService startOnceTheOldOneIsGone(int port, String... more) {
        return await().atMost(UNTIL_STREAMS_END)
                .ignoreExceptionsInstanceOf(StreamsException.class)
                .until(() -> start(port, more), service -> true);
    }

    private FarrierService start(int port, String... more) throws Exception {
        return FarrierService.start(settings(port, more), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), true);
    }

    private Settings settings(int port, String... more) {
        List<String> set = new ArrayList<>(List.of(more));
        set.addAll(List.of(
                "kafka.bootstrap.servers=127.0.0.1:" + port,
                "site=local",
                "policies.dir=" + folder.resolve("policies"),
                "data.dir=" + folder.resolve("data"),
                "http.port=0"));
        return Settings.load(null, Map.of(), set);
    }

    private void writePolicies() throws IOException {
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
                        - process: {argv: [/bin/sh, -c, 'echo start $H >> LEDGER; [ $H != mb-01 ] || sleep 15; echo end $H >> LEDGER'], env: {H: '{resource.name}'}}
                      verify: {cleared: true, within: 10m}
                ---
                apiVersion: farrier.dev/v1
                kind: Inventory
                metadata: {name: test}
                spec:
                  resources:
                    - {name: mb-01, site: local, address: 127.0.0.1}
                    - {name: mb-02, site: local, address: 127.0.0.1}
                    - {name: mb-03, site: local, address: 127.0.0.1}
                """.replace(
                        "LEDGER", folder.resolve("ledger").toString()));
    }
}
