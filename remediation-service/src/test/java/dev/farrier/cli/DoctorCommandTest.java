package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.app.config.Settings;
import dev.farrier.app.service.FarrierService;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code farrier doctor} on a real broker, of deployments that are well and of some that are not. */
@Tag("kafka")
class DoctorCommandTest {
    private static final Duration LONG = Duration.ofSeconds(180);

    @TempDir
    private Path folder;

    private @Nullable FarrierService service;

    @AfterEach
    void close() {
        if (service != null) {
            service.close();
        }
    }

    private final Terminal terminal = new Terminal(Path.of(""), Path.of(""));

    @Test
    void shouldFindADeploymentWellAndTryItsCalls() throws Exception {
        Topics topics = SharedKafka.newTopics();
        Path config = configure(topics, SharedKafka.config().bootstrap());
        Path ledger = folder.resolve("ledger");
        FarrierService started = FarrierService.start(
                Settings.load(config, Map.of(), List.of()),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                true);
        service = started;
        await().atMost(LONG).until(started::isReady);
        String url = "http://127.0.0.1:" + started.port();

        assertThat(doctor(config, "--profile", "dev", "--service", url))
                .as(terminal.out())
                .isZero();
        assertThat(terminal.out())
                .contains(
                        "ok           " + url + " is ready: ",
                        "13 topics as they should be; replicas are not judged",
                        "this machine and the brokers are at most",
                        ": none stands still",
                        "is in force: 1 policy",
                        "site default: 1 executor with 4 slots for actions",
                        "by process: 1 executor of 1 site",
                        "the deployment's key: no command was sent in the last day")
                .doesNotContain("  error  ");
        assertThat(terminal.err()).contains("0 errors, 1 warning, ");

        assertThat(doctor(config, "--service", url, "-o", "json")).isEqualTo(1);
        assertThat(terminal.out().lines().map(line -> JsonMapper.shared().readTree(line)))
                .allMatch(finding -> finding.has("subject") && finding.has("what"))
                .filteredOn(finding -> finding.path("level").asString().equals("error"))
                .allMatch(finding -> finding.has("mend"))
                .extracting(finding -> finding.path("what").asString())
                .anyMatch(what -> what.endsWith(" and 10 more: has 1 replica instead of 3"))
                .contains("1 broker instead of 3: the loss of one stops Farrier or loses records");

        assertThat(doctor(
                        config,
                        "--profile",
                        "dev",
                        "--service",
                        url,
                        "--try-calls",
                        "--by",
                        "ann",
                        "--reason",
                        "monthly"))
                .as(terminal.out())
                .isZero();
        assertThat(terminal.out()).contains("step tell of escalate of policy mend: delivered");
        assertThat(ledger).content().contains("TEST of calls by ann: monthly");
        // Its alarm is over: nobody is called again, and nothing is left to see.
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(terminal.run("incidents", "list", "-c", config.toString()))
                    .isZero();
            assertThat(terminal.out()).doesNotContain("TEST");
        });
        // The call was a command, and so tells the deployment's key.
        assertThat(doctor(config, "--profile", "dev", "--service", url))
                .as(terminal.out())
                .isZero();
        assertThat(terminal.out()).contains("the newest command was signed with ");
    }

    @Test
    void shouldSayWhatIsWrongAndHowToCorrectIt() throws Exception {
        Topics topics = SharedKafka.createTopics(List.of("default"));
        String bootstrap = SharedKafka.config().bootstrap();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.deleteTopics(List.of(topics.audit(), topics.deciderLog()))
                    .all()
                    .get();
            admin.createTopics(List.of(new NewTopic(topics.deciderLog(), Optional.of(2), Optional.empty())))
                    .all()
                    .get();
            // It is made before all brokers know it.
            await().ignoreExceptions()
                    .until(() -> admin.describeTopics(List.of(topics.deciderLog()))
                                    .allTopicNames()
                                    .get()
                                    .get(topics.deciderLog())
                                    .partitions()
                                    .size()
                            == 2);
        }
        Path config = configure(topics, bootstrap);
        Path keys = Files.createDirectories(folder.resolve("data/keys"));
        Files.writeString(keys.resolve("command-signing.key.pem"), "none");
        Files.setPosixFilePermissions(
                keys.resolve("command-signing.key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(keys.resolve("command-signing.pub.pem"), "none");
        Files.writeString(folder.resolve("data/kafka-cluster"), "another");
        Files.writeString(folder.resolve("policies/broken.yaml"), "kind: Source\nmetadta: {name: x}\n");

        assertThat(doctor(config, "--profile", "dev")).as(terminal.out()).isEqualTo(1);
        assertThat(terminal.out())
                .contains(
                        "chmod 600 it",
                        "broken.yaml:2:1: ",
                        "belongs to cluster another: ",
                        "no process of Farrier answers at http://127.0.0.1:",
                        topics.audit() + ": missing\n               → farrier topics create\n",
                        topics.deciderLog() + ": has 2 partitions instead of 1",
                        topics.deciderLog() + ": message.timestamp.type is CreateTime instead of LogAppendTime",
                        "kafka-configs.sh --bootstrap-server " + bootstrap
                                + " --alter --entity-type topics --entity-name " + topics.deciderLog()
                                + " --add-config message.timestamp.type=LogAppendTime",
                        "Kafka has no authorizer",
                        "no process with the role core runs",
                        "no process with the role core has written a marker",
                        "no policies are in force",
                        "site default: no executor was heard in the last 60 s");
    }

    @Test
    void shouldCheckWhatItCanWithoutKafka() throws Exception {
        int port = freePort();
        Path config = configure(Topics.withDefaultPrefix(), "127.0.0.1:" + port);
        Files.writeString(
                config,
                "kafka.default.api.timeout.ms: 500\nkafka.request.timeout.ms: 400\nhttp.token: file:none\n",
                StandardOpenOption.APPEND);

        assertThat(doctor(config, "--service", "http://127.0.0.1:" + port)).isEqualTo(3);
        assertThat(terminal.out())
                .contains(
                        "http.token: file:" + folder.resolve("none"),
                        folder.resolve("policies") + " has no errors",
                        "http://127.0.0.1:" + port + " does not answer: connection refused",
                        "Kafka at 127.0.0.1:" + port + " does not answer");
    }

    @Test
    void shouldSayWhichStoreCannotBeRead() throws Exception {
        Path config = configure(Topics.withDefaultPrefix(), "127.0.0.1:1");
        Path store = Files.writeString(folder.resolve("store.jks"), "none");

        assertThat(doctor(
                        config,
                        "--set",
                        "kafka.security.protocol=SSL",
                        "--set",
                        "kafka.ssl.truststore.location=" + store))
                .isEqualTo(3);
        assertThat(terminal.out()).contains("Failed to load SSL keystore " + store);
        assertThat(doctor(config, "--set", "kafka.ssl.truststore.location=" + store))
                .isEqualTo(3);
        assertThat(terminal.out()).contains("kafka.ssl.truststore.location: kafka.security.protocol is PLAINTEXT");
    }

    @Test
    void shouldNotCallAnybodyWithoutAReason() {
        assertThat(terminal.run("doctor", "-b", "127.0.0.1:1", "--try-calls")).isEqualTo(2);
        assertThat(terminal.err()).contains("--reason");
    }

    private int doctor(Path config, String... args) {
        List<String> all = new ArrayList<>(List.of("doctor", "--config", config.toString()));
        all.addAll(List.of(args));
        return terminal.run(all.toArray(String[]::new));
    }

    private Path configure(Topics topics, String bootstrap) throws Exception {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/test.yaml"), """
                apiVersion: farrier.dev/v1
                kind: Source
                metadata: {name: probes}
                spec: {receiver: events}
                ---
                apiVersion: farrier.dev/v1
                kind: RemediationPolicy
                metadata: {name: mend}
                spec:
                  match:
                    - {name: broken, sources: [probes], matchers: ['name="broken"']}
                    - {name: well, sources: [probes], matchers: ['name="well"']}
                  detect: {each: {of: broken}, groupBy: [host]}
                  clears: {of: well}
                  target: {resource: '{group.host}'}
                  escalate:
                    - id: tell
                      process: {argv: [/bin/sh, -c, 'echo $ABOUT >> LEDGER'], env: {ABOUT: '{incident.because}'}}
                  remediate:
                    - name: mend
                      steps: [{process: {argv: ['true']}}]
                ---
                apiVersion: farrier.dev/v1
                kind: Inventory
                metadata: {name: test}
                spec: {resources: [{name: mb-01, site: default}]}
                """.replace(
                        "LEDGER", folder.resolve("ledger").toString()));
        return Files.writeString(
                folder.resolve("farrier.yaml"),
                "kafka.bootstrap.servers: '" + bootstrap + "'\ntopics.prefix: " + topics.prefix()
                        + "\ndata.dir: data\npolicies.dir: policies\nwatchdog.enabled: false\nhttp.port: " + freePort()
                        + "\n");
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
