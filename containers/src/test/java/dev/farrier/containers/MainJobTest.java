package dev.farrier.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.farrier.execute.record.SigningKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.Network;

/** From an event on a topic to a verified remedy, with the image alone; and how each role ends. The last tests end what the first use. */
@Tag("containers")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobTest {
    private static final Duration LONG_ENOUGH = FarrierContainer.LONG_ENOUGH;
    private static final List<String> KAFKA = List.of("kafka-1");
    private static final int DRAIN = 40;

    @TempDir
    private static Path folder;

    private static Network network;
    private static KafkaContainer kafka;
    private static FarrierContainer engine;
    private static FarrierContainer executor;

    @BeforeAll
    static void start() throws Exception {
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        network = Network.newNetwork();
        Path jars = Files.createDirectory(folder.resolve("kafka"));
        KafkaContainer.copyJars(jars);
        kafka = new KafkaContainer(network, jars, KAFKA, 0);
        kafka.start();
        Path etc = Files.createDirectory(folder.resolve("engine"));
        Files.writeString(Files.createDirectory(etc.resolve("policies")).resolve("policies.yaml"), POLICIES);
        engine = new FarrierContainer(
                network,
                "engine",
                etc,
                KafkaContainer.bootstrapServers(KAFKA),
                List.of("policies.dir: policies", "roles: [ingest, core, api, policies]"));
        engine.start();
        Path sites = Files.createDirectory(folder.resolve("executor"));
        engine.copyFileFromContainer(
                FarrierContainer.DATA + "/keys/command-signing.pub.pem",
                sites.resolve("command-signing.pub.pem").toString());
        executor = new FarrierContainer(
                network,
                "executor",
                sites,
                KafkaContainer.bootstrapServers(KAFKA),
                List.of(
                        "roles: [executor]",
                        "site: default",
                        "signing.publicKeys: [command-signing.pub.pem]",
                        "executor.drain: " + DRAIN + "s"));
        executor.start();
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable one : new AutoCloseable[] {executor, engine, kafka, network}) {
            try {
                one.close();
            } catch (Exception e) {
                // also reached when the start failed, and then some are null
            }
        }
    }

    @Test
    @Order(1)
    void shouldHeal() throws Exception {
        engine.send("stuck");
        await().atMost(LONG_ENOUGH).until(() -> executor.has(FarrierContainer.DATA + "/restarted"));
        await().atMost(LONG_ENOUGH).until(() -> {
            engine.send("fine");
            return engine.incidents().contains("\"resolved\"");
        });
    }

    @Test
    @Order(2)
    void shouldRunWithoutRootAndReapOrphans() throws Exception {
        assertThat(executor.run("id", "-u").strip()).isEqualTo("10001");
        assertThat(executor.run("cat", "/proc/1/comm").strip()).isEqualTo("tini");
        assertThat(executor.execInContainer("touch", "/opt/farrier/x").getExitCode())
                .isNotZero();
        // the shell ends first: its child becomes a child of PID 1
        executor.run("sh", "-c", "(sleep 0.2 &)");
        await().atMost(LONG_ENOUGH)
                .untilAsserted(() -> assertThat(executor.run("sh", "-c", "cat /proc/[0-9]*/stat 2>/dev/null; true"))
                        .doesNotContain("(sleep)"));
    }

    @Test
    @Order(2)
    void shouldHoldNoBrokerAndNoCompiler() throws Exception {
        assertThat(engine.run("ls", "/opt/farrier/lib"))
                .contains("farrier-service")
                .doesNotContain("kafka_2.13", "embedded");
        assertThat(engine.run("ls", "/opt/java/bin").lines()).contains("java").doesNotContain("javac", "jlink");
    }

    @Test
    @Order(3)
    void shouldEndAWorkerOnlyAfterItsAction() throws Exception {
        engine.send("slow");
        await().atMost(LONG_ENOUGH).until(() -> executor.has("/var/lib/farrier/slow-began"));

        ContainerState end = executor.terminate(DRAIN + 20);

        assertThat(end.getExitCodeLong()).isIn(0L, 143L);
        Path slowEnded = folder.resolve("slow-ended");
        executor.copyFileFromContainer(FarrierContainer.DATA + "/slow-ended", slowEnded.toString());
        assertThat(slowEnded).exists();
        assertThat(executor.getLogs()).contains("waits up to " + DRAIN + " s for 1 running actions");
        // it did what it began, and said so: nobody is called
        await().atMost(LONG_ENOUGH).until(() -> {
            engine.send("slow-fine");
            return engine.incidents()
                    .lines()
                    .filter(line -> line.contains("slow-host"))
                    .allMatch(line -> line.contains("\"resolved\""));
        });
    }

    @Test
    @Order(4)
    void shouldCallAPersonWhenAnActionIsCutOff() throws Exception {
        executor.startAgain();
        await().atMost(LONG_ENOUGH)
                .until(() -> executor.run("rm", "-f", "/var/lib/farrier/slow-began"), String::isEmpty);
        engine.send("slow");
        await().atMost(LONG_ENOUGH).until(() -> executor.has("/var/lib/farrier/slow-began"));

        ContainerState end = executor.terminate(2);

        assertThat(end.getExitCodeLong()).isEqualTo(137);
        executor.startAgain();
        await().atMost(LONG_ENOUGH)
                .untilAsserted(() -> assertThat(engine.incidents()).contains("\"escalated\"", "worker-lost"));
        await().atMost(LONG_ENOUGH).until(() -> executor.has("/var/lib/farrier/paged"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "core", "api", "policies"})
    @Order(5)
    void shouldEndEachRoleInTime(String role) throws Exception {
        Path etc = Files.createDirectory(folder.resolve(role));
        Files.writeString(Files.createDirectory(etc.resolve("policies")).resolve("policies.yaml"), POLICIES);
        Path keys = Files.createDirectory(folder.resolve(role + "-keys"));
        for (String key : List.of(SigningKeys.PRIVATE_FILE, SigningKeys.PUBLIC_FILE)) {
            Path copy = keys.resolve(key);
            engine.copyFileFromContainer(FarrierContainer.DATA + "/keys/" + key, copy.toString());
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        }
        List<String> lines = List.of(
                "policies.dir: policies",
                "roles: [" + role + "]",
                "signing.privateKey: /tmp/" + SigningKeys.PRIVATE_FILE,
                "signing.publicKeys: [/tmp/" + SigningKeys.PUBLIC_FILE + "]");
        try (FarrierContainer alone =
                new FarrierContainer(network, role, etc, KafkaContainer.bootstrapServers(KAFKA), lines)) {
            alone.withSecrets(keys);
            alone.start();
            shouldEndInTime(alone);
        }
    }

    @Test
    @Order(6)
    void shouldEndTheEngineInTime() {
        shouldEndInTime(engine);
    }

    private static void shouldEndInTime(FarrierContainer container) {
        long began = System.nanoTime();
        ContainerState end = container.terminate(60);

        assertThat(end.getExitCodeLong()).isIn(0L, 143L);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    private static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: app}
            spec: {receiver: events}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: hosts}
            spec:
              resources: [{name: web-1, site: default}]
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: restart-stuck}
            spec:
              match:
                - {name: stuck, sources: [app], matchers: ['name="stuck"']}
                - {name: fine, sources: [app], matchers: ['name="fine"']}
              clears: {of: fine}
              detect: {each: {of: stuck}, groupBy: [host]}
              target: {resource: '{group.host}'}
              remediate:
                - name: restart
                  risk: harmless
                  steps: [{action: restart}]
              escalate: [{action: page}]
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: slow-host}
            spec:
              match:
                - {name: slow, sources: [app], matchers: ['name="slow"']}
                - {name: fine, sources: [app], matchers: ['name="slow-fine"']}
              clears: {of: fine}
              detect: {each: {of: slow}, groupBy: [host]}
              target: {resource: '{group.host}'}
              guards: {cooldown: 0s}
              remediate:
                - name: wait
                  risk: harmless
                  steps: [{action: work}]
              escalate: [{action: page}]
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: restart}
            spec:
              process: {argv: [touch, /var/lib/farrier/restarted]}
              timeout: 10s
              onWorkerLoss: rerun
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: work}
            spec:
              process: {argv: [sh, -c, 'touch /var/lib/farrier/slow-began; sleep 10; touch /var/lib/farrier/slow-ended']}
              timeout: 30s
              onWorkerLoss: escalate
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: page}
            spec:
              process: {argv: [touch, /var/lib/farrier/paged]}
              timeout: 10s
              onWorkerLoss: rerun
            """;
}
