package dev.farrier.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.embedded.EmbeddedKafkaProcess;
import dev.farrier.embedded.LoopbackPorts;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator does with farrier-VERSION.tar.gz: unpacks it in an empty directory on a machine with a JRE, without Maven,
 * a checkout or a home, and runs the whole loop against a Kafka elsewhere. The build makes the tarball before.
 */
@Tag("kafka")
class DistributionTest {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static Path unpacked;
    private static Path jre;

    @BeforeAll
    static void unpackTheTarballAndMakeARuntime() throws Exception {
        jre = folder.resolve("jre");
        run("tar", "-xzf", onlyFile(Path.of("target"), ".tar.gz").toString(), "-C", folder.toString());
        unpacked = onlyFile(folder, "");
        run(
                Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                "--add-modules",
                "java.se,jdk.unsupported,jdk.crypto.ec,jdk.naming.dns,jdk.zipfs",
                "--output",
                jre.toString());
    }

    @Test
    void shouldHoldTheServiceAndNothingThatBuildsOrDemonstrates() throws Exception {
        try (Stream<Path> files = Files.walk(unpacked)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> unpacked.relativize(file).toString()))
                    .contains(
                            "bin/farrier",
                            "systemd/farrier.service",
                            "systemd/farrier-executor.service",
                            "completion/farrier",
                            "docs/runbooks/FarrierDown.md",
                            "monitoring/dashboards/overview.json",
                            "monitoring/rules/alerts.yaml",
                            "LICENSE",
                            "NOTICE",
                            "THIRD-PARTY.txt")
                    .noneMatch(name -> name.matches(".*(farrier-demo|embedded-kafka|kafka_2.13|maven|junit).*"));
        }
        // its Maven plugin does nothing when Maven works offline
        if (Files.exists(Path.of("target", "farrier.cdx.json"))) {
            assertThat(unpacked.resolve("farrier.cdx.json")).isNotEmptyFile();
        }
        assertThat(farrier("--help")).contains("serve").doesNotContain("demo");
        assertThat(farrier("--version")).startsWith("farrier ");
        assertThat(Files.readString(unpacked.resolve("completion/farrier"))).contains("complete -F");
    }

    @Test
    void shouldHealAgainstAKafkaElsewhere() throws Exception {
        Path policies = Files.createDirectories(folder.resolve("etc/policies"));
        Path restarted = folder.resolve("restarted");
        try (EmbeddedKafkaProcess kafka =
                new EmbeddedKafkaProcess(Files.createDirectories(folder.resolve("kafka")), Map.of())) {
            kafka.start();
            Path config = Files.writeString(policies.resolveSibling("farrier.yaml"), """
                    kafka.bootstrap.servers: %s
                    data.dir: %s
                    policies.dir: policies
                    http.port: %d
                    """.formatted(
                            kafka.bootstrapServers(), folder.resolve("data"), LoopbackPorts.free()));
            Files.writeString(policies.resolve("restart.yaml"), POLICY.formatted(restarted));

            farrier("policy", "check", policies.toString());
            farrier("topics", "create", "--config", config.toString());
            Path log = folder.resolve("serve.log");
            Process service =
                    process(log, unpacked.resolve("bin/farrier").toString(), "serve", "-c", config.toString());
            try {
                await().atMost(LONG_ENOUGH).ignoreExceptions().until(() -> isReady(port(config)));
                send(config, "stuck");
                await().atMost(LONG_ENOUGH).until(() -> Files.exists(restarted));
                await().atMost(LONG_ENOUGH).until(() -> {
                    send(config, "fine");
                    return farrier("incidents", "list", "-c", config.toString(), "-o", "json", "--all")
                            .contains("\"resolved\"");
                });
                service.destroy();
                assertThat(service.waitFor(15, TimeUnit.SECONDS)).isTrue();
                assertThat(service.exitValue()).isIn(0, 143);
            } catch (Throwable failed) {
                failed.addSuppressed(new AssertionError(Files.readString(log)));
                throw failed;
            } finally {
                service.destroyForcibly();
            }
        }
    }

    private static final String POLICY = """
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
                  steps: [{action: touch}]
              escalate: [{action: touch}]
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: touch}
            spec:
              process: {argv: [touch, '%s']}
              timeout: 10s
              onWorkerLoss: rerun
            """;

    private static void send(Path config, String name) throws Exception {
        farrier("events", "send", "-c", config.toString(), "--source=app", "--name=" + name, "--label=host=web-1");
    }

    private static String port(Path config) throws IOException {
        return Files.readString(config).strip().replaceFirst("(?s).*http.port: ", "");
    }

    private static Path onlyFile(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(folder + " has no " + end + ": run ./farrier dist"))
                    .toAbsolutePath();
        }
    }

    private static String farrier(String... arguments) throws Exception {
        return run(Stream.concat(Stream.of(unpacked.resolve("bin/farrier").toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** What it printed, errors too. */
    private static String run(String... command) throws Exception {
        Path output = Files.createTempFile("output", ".txt");
        try {
            int exit = process(output, command).waitFor();
            String text = Files.readString(output);
            assertThat(exit)
                    .as("%s printed: %s", String.join(" ", command), text)
                    .isZero();
            return text;
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isReady(String port) throws IOException {
        return ((HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/readyz")
                                .toURL()
                                .openConnection())
                        .getResponseCode()
                == 200;
    }

    /** With what an empty machine has: no home, and Java only where it was told. */
    private static Process process(Path output, String... command) throws IOException {
        ProcessBuilder process =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        process.environment().clear();
        process.environment()
                .putAll(Map.of(
                        "PATH", "/usr/bin:/bin",
                        "HOME", folder.resolve("home").toString(),
                        "FARRIER_JAVA_HOME", jre.toString()));
        return process.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }
}
