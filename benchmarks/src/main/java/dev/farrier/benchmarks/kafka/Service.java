package dev.farrier.benchmarks.kafka;

import dev.farrier.cli.Main;
import dev.farrier.embedded.LoopbackPorts;
import dev.farrier.execute.record.SigningKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code farrier serve} as it runs in production, as a process. */
public final class Service implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(120);
    private static final int OK = 200;

    private final ChildJvm jvm;
    private final int port;
    private final Path data;

    private Service(ChildJvm jvm, int port, Path data) {
        this.jvm = jvm;
        this.port = port;
        this.data = data;
    }

    /**
     * Starts the roles policies, ingest and core. Does not wait until they are ready.
     *
     * @param name tells this process's folder and log from others'
     * @param policies the policy directory
     * @param options more options for its JVM
     * @param settings more lines of its configuration
     */
    public static Service start(
            Broker broker, String name, Path policies, int threads, List<String> options, List<String> settings)
            throws IOException {
        List<String> lines = new ArrayList<>(settings);
        lines.add("policies.dir: '" + policies + "'");
        lines.add("streams.threads: " + threads);
        lines.add("watchdog.enabled: false"); // what is counted is the benchmark's own
        return start(broker, name, "policies, ingest, core", options, lines);
    }

    /**
     * As the other one, with these roles and without policies.
     *
     * @param roles as in {@code roles: [policies, api]}
     */
    public static Service start(Broker broker, String name, String roles, List<String> options, List<String> settings)
            throws IOException {
        int port = LoopbackPorts.free();
        Path configuration = broker.home().resolve(name + ".yaml");
        Files.writeString(
                configuration,
                """
                        kafka.bootstrap.servers: '%s'
                        data.dir: '%s'
                        roles: [%s]
                        http.port: %d
                        """.formatted(broker.client().bootstrap(), broker.home().resolve(name), roles, port)
                        + String.join("\n", settings));
        ChildJvm jvm = ChildJvm.start(
                "farrier serve",
                broker.home().resolve(name + ".log"),
                options,
                Main.class.getName(),
                List.of("serve", "-c", configuration.toString()));
        return new Service(jvm, port, broker.home().resolve(name));
    }

    /** Of the pair that it makes at its start, to sign commands with. */
    public Path publicKey() {
        return data.resolve("keys").resolve(SigningKeys.PUBLIC_FILE);
    }

    public long pid() {
        return jvm.pid();
    }

    /** @throws IllegalStateException when it does not come up */
    public void awaitReady() throws InterruptedException {
        long until = System.nanoTime() + READY_WITHIN.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ask = HttpRequest.newBuilder(uri("/readyz"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            while (!ready(http, ask)) {
                jvm.mustLive();
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("farrier is not ready after " + READY_WITHIN.toSeconds() + " s");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Where it serves HTTP. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static boolean ready(HttpClient http, HttpRequest ask) throws InterruptedException {
        try {
            return http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    public void mustLive() {
        jvm.mustLive();
    }

    public void kill() {
        jvm.kill();
    }

    @Override
    public void close() {
        jvm.close();
    }
}
