package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code farrier serve}: how it starts, what it says when it can't, and how it ends. */
@Tag("kafka")
class ServeTest {
    private static final Duration LONG = Duration.ofSeconds(180);

    @TempDir
    private Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final int port = freePort();
    private Topics topics = SharedKafka.newTopics();
    private @Nullable Process process;

    @BeforeEach
    void writePolicies() throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/sources.yaml"), """
                apiVersion: farrier.dev/v1
                kind: Source
                metadata: {name: probes}
                spec: {receiver: events}
                """);
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldSayWhenItIsReadyAndEndCleanlyWithinTenSeconds() throws Exception {
        Process serving = start("--create-topics", "--log-format", "json");
        await().atMost(LONG).until(() -> logged("ready: ingest, core, executor of site default, api, policies"));
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("farrier_ready 1.0", "kafka_stream_alive_stream_threads", "jvm_memory_used_bytes");

        Files.writeString(folder.resolve("policies/broken.yaml"), "kind: Source\nmetadta: {name: x}\n");
        await().atMost(LONG).until(() -> get("/metrics").body().contains("farrier_policies_refused_total 1.0"));
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).contains("broken.yaml:", "\"state\" : \"warn\"");

        long asked = System.nanoTime();
        terminate(serving);
        assertThat(serving.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
        assertThat(serving.exitValue()).isZero();
        assertThat(log).isNotEmpty().allSatisfy(line -> {
            JsonNode json = JsonMapper.shared().readTree(line);
            assertThat(json.has("level") && json.has("formattedMessage")).isTrue();
        });
    }

    @Test
    void shouldEndAtOnceOnASecondSignal() throws Exception {
        Process serving = start("--create-topics", "--role", "core,policies");
        await().atMost(LONG).until(() -> logged("ready: "));

        terminate(serving);
        await().atMost(LONG).until(() -> logged("stopping"));
        terminate(serving);

        assertThat(serving.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(serving.exitValue()).isEqualTo(128 + 15);
    }

    @Test
    void shouldEndWhileItWaitsForPolicies() throws Exception {
        Process serving = start("--create-topics", "--role", "ingest");
        await().atMost(LONG).ignoreExceptions().until(() -> get("/healthz").statusCode() == 200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);

        terminate(serving);

        assertThat(serving.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(serving.exitValue()).isZero();
    }

    @Test
    void shouldSayThatKafkaCannotBeReached() {
        Terminal terminal = terminal();

        assertThat(terminal.run(serve(
                        "-b",
                        "127.0.0.1:" + port,
                        "--set",
                        "cluster.wait=1s",
                        "--set",
                        "kafka.default.api.timeout.ms=500",
                        "--set",
                        "kafka.request.timeout.ms=400")))
                .isEqualTo(3);
        assertThat(terminal.err()).contains("127.0.0.1:" + port).doesNotContain("\tat ");
    }

    @Test
    void shouldSayThatTopicsAreMissingAndHowToMakeThem() {
        Terminal terminal = terminal();

        assertThat(terminal.run(serve("--site", "eu-de-1"))).isEqualTo(1);
        assertThat(terminal.err())
                .contains(topics.deciderLog(), topics.commands("eu-de-1"), "farrier topics create --site eu-de-1");
    }

    @Test
    void shouldRefuseALogOfSeveralPartitions() throws Exception {
        try (Admin admin = Admin.create(SharedKafka.config().kafka())) {
            admin.createTopics(List.of(new NewTopic(topics.deciderLog(), 2, (short) 1)))
                    .all()
                    .get();
        }
        Terminal terminal = terminal();

        assertThat(terminal.run(serve("--create-topics"))).isEqualTo(1);
        assertThat(terminal.err()).contains(topics.deciderLog() + " can't be used");
    }

    @Test
    void shouldSayWhichPortIsInUse() throws IOException {
        topics = SharedKafka.createTopics(List.of("default"));
        Terminal terminal = terminal();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(terminal.run(serve())).isEqualTo(2);
        }
        assertThat(terminal.err()).contains("127.0.0.1:" + port, "in use", "http.port");
    }

    @Test
    void shouldNotStartWithBrokenPolicies() throws IOException {
        topics = SharedKafka.createTopics(List.of("default"));
        Files.writeString(folder.resolve("policies/a.yaml"), "kind: Source\nmetadta: {name: x}\n");
        Files.writeString(folder.resolve("policies/b.yaml"), "a: b: c\n");
        Terminal terminal = terminal();

        assertThat(terminal.run(serve())).isEqualTo(1);
        assertThat(terminal.err()).contains("nothing was started", "a.yaml:2:1: error: ", "b.yaml:1:5: error: ");
    }

    @Test
    void shouldSayThatAnExecutorTrustsNobody() {
        topics = SharedKafka.createTopics(List.of("default"));
        Terminal terminal = terminal();

        assertThat(terminal.run(serve("--role", "executor"))).isEqualTo(2);
        assertThat(terminal.err()).contains("trusts no key", "signing.publicKeys");
    }

    @ParameterizedTest
    @CsvSource({
        "http.token=env:FARRIER_NO_SUCH_VARIABLE,http.token",
        "data.dir=/dev/null/farrier,/dev/null/farrier",
        "signing.privateKey=/no/such/key.pem,/no/such/key.pem",
        "signing.privateKey=/dev/null,signing.publicKeys",
        "policies.dir=/no/such/directory,/no/such/directory",
        "signing.publicKeys=/no/such/key.pem,/no/such/key.pem"
    })
    void shouldSayWhichSettingCannotBeUsed(String setting, String expected) {
        topics = SharedKafka.createTopics(List.of("default"));
        Terminal terminal = terminal();

        assertThat(terminal.run(serve("--set", setting))).isEqualTo(2);
        assertThat(terminal.err()).contains(expected).doesNotContain("unexpected");
    }

    @Test
    void shouldRefuseALogFormatThatIsNone() {
        Terminal terminal = terminal();
        terminal.environment.put("FARRIER_LOG_FORMAT", "xml");

        assertThat(terminal.run(serve())).isEqualTo(2);
        assertThat(terminal.err()).contains("FARRIER_LOG_FORMAT is 'xml': write text or json");
    }

    @Test
    void shouldSayThatARoleIsNone() {
        Terminal terminal = terminal();

        assertThat(terminal.run(serve("--role", "cook"))).isEqualTo(2);
        assertThat(terminal.err()).contains("--role: error: 'roles' must be some of ingest, core");
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // as in production, not as the tests log
                "-Dlogback.configurationFile="
                        + Path.of("target/classes/logback.xml").toUri(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(serve(args)));
        Process started = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process = started;
        Thread.ofVirtual().start(() -> read(started));
        return started;
    }

    private void read(Process started) {
        try (BufferedReader lines = started.errorReader(StandardCharsets.UTF_8)) {
            // the JVM's own words about libraries are not the log
            lines.lines()
                    .filter(line -> !line.startsWith("WARNING: ") && !line.isBlank())
                    .forEach(log::add);
        } catch (IOException | UncheckedIOException e) {
            // the test is over
        }
    }

    /** SIGTERM; unlike the process's own method it leaves the streams open, and what is said at the end is heard. */
    private static void terminate(Process process) {
        assertThat(process.toHandle().destroy()).isTrue();
    }

    private boolean logged(String text) {
        assertThat(process).isNotNull();
        if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ": " + log);
        }
        return log.stream().anyMatch(line -> line.contains(text));
    }

    private String[] serve(String... args) {
        List<String> all = new ArrayList<>(List.of(
                "serve",
                "--set",
                "kafka.bootstrap.servers=" + SharedKafka.config().bootstrap(),
                "--set",
                "topics.prefix=" + topics.prefix(),
                "--set",
                "policies.dir=" + folder.resolve("policies"),
                "--set",
                "policies.poll=200ms",
                "--set",
                "data.dir=" + folder.resolve("data"),
                "--set",
                "http.port=" + port));
        all.addAll(List.of(args));
        return all.toArray(String[]::new);
    }

    private Terminal terminal() {
        return new Terminal(folder, folder);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
