package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.cli.Main;
import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.model.HaltScope;
import dev.farrier.stream.TopicSizes;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.stream.client.OperatorProducer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The procedure of docs/operations.md, "Backup and loss of the Kafka cluster", on a real broker. */
@Timeout(900)
@Tag("kafka")
class ClusterLossTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldDoNothingOnANewClusterUntilAPersonNamesItAndThenHealAgain() throws Exception {
        writePolicies();
        int port;
        try (EmbeddedKafka lost =
                EmbeddedKafka.builder().directory(folder.resolve("kafka-1")).start()) {
            port = lost.port();
            Serving serving = serve(port);
            try {
                awaitReady(serving.port());
                fail(serving.port(), "mb-01");
                awaitLedger("start mb-01");
                operators(port).halt(HaltScope.ALL, false, "ann", "before the loss");
                fail(serving.port(), "mb-02");
                awaitIncident(serving.port(), "mb-02", "halted");

                lost.close();
                MoreFiles.deleteRecursively(folder.resolve("kafka-1"), RecursiveDeleteOption.ALLOW_INSECURE);
                try (EmbeddedKafka empty = EmbeddedKafka.builder()
                        .directory(folder.resolve("kafka-2"))
                        .port(port)
                        .start()) {
                    assertThat(serving.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .isTrue();
                    assertThat(serving.process().exitValue()).isEqualTo(3);
                    assertThat(Files.readString(serving.log()))
                            .contains("belongs to cluster", "set cluster.id to " + id(port));

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
                serving.process().destroyForcibly();
            }
        }
    }

    /** {@code farrier serve} in a process of its own: threads of Kafka Streams whose topics are gone end with it. */
    private record Serving(Process process, int port, Path log) {}

    private Serving serve(int port) throws IOException {
        int http = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--create-topics"));
        for (String setting : set(port, "http.port=" + http)) {
            command.addAll(List.of("--set", setting));
        }
        Path log = folder.resolve("serve.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Serving(process, http, log);
    }

    private void goOn(int port) throws Exception {
        Settings settings = settings(port, "cluster.id=" + id(port));
        try (Cluster cluster = new Cluster(Wiring.clientConfig(settings))) {
            new TopicAdmin(cluster, Wiring.topics(settings), TopicSizes.DEFAULT).create(Set.of("local"));
        }
        operators(port).halt(HaltScope.ALL, false, "ann", "new cluster");
        try (FarrierService service = start(port, "cluster.id=" + id(port))) {
            awaitReady(service.port());
            fail(service.port(), "mb-03");
            awaitIncident(service.port(), "mb-03", "halted");
            awaitLedger("end mb-01");
            assertThat(ledger()).containsExactly("start mb-01", "end mb-01");

            operators(port).resume(HaltScope.ALL, "ann", "all looked at");
            awaitLedger("start mb-03");
            fail(service.port(), "mb-02");
            // The folder can't be deleted while an action still writes to it.
            awaitLedger("end mb-03");
            awaitLedger("end mb-02");
        }
        try (FarrierService service = start(port)) {
            awaitReady(service.port());
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

    private void awaitIncident(int http, String host, String word) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(send(request(http, "/api/v1/incidents?state=open")))
                        .contains("\"" + host + "\"", "\"" + word + "\""));
    }

    private void fail(int http, String host) throws Exception {
        send(request(http, "/api/v1/receivers/events/api")
                .POST(BodyPublishers.ofString("{\"name\": \"broken\", \"labels\": {\"host\": \"" + host + "\"}}")));
    }

    private String send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static HttpRequest.Builder request(int http, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + path))
                .header("Content-Type", "application/json");
    }

    private void awaitReady(int http) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                client.send(request(http, "/readyz").build(), BodyHandlers.ofString())
                                        .statusCode())
                        .isEqualTo(200));
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

    private FarrierService start(int port, String... more) throws Exception {
        return FarrierService.start(settings(port, more), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), true);
    }

    private Settings settings(int port, String... more) {
        return Settings.load(null, Map.of(), set(port, more));
    }

    private List<String> set(int port, String... more) {
        List<String> set = new ArrayList<>(List.of(
                "kafka.bootstrap.servers=127.0.0.1:" + port,
                "site=local",
                "policies.dir=" + folder.resolve("policies"),
                "data.dir=" + folder.resolve("data")));
        set.addAll(List.of(more));
        if (set.stream().noneMatch(setting -> setting.startsWith("http.port="))) {
            set.add("http.port=0");
        }
        return set;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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
