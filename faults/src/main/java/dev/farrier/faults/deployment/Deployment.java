package dev.farrier.faults.deployment;

import dev.farrier.cli.Main;
import dev.farrier.embedded.LoopbackPorts;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.process.JvmCommand;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A Kafka and processes of {@code farrier serve} around it, all with the same keys and policies. */
public final class Deployment implements AutoCloseable {
    public static final String SITE = "site-1";
    /** Where the events of a run are written to: a topic of the users' own. */
    public static final String EVENTS = "faults-events";

    private static final int PARTITIONS = 4;
    private static final Duration START_WITHIN = Duration.ofSeconds(120);
    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    private final Home home;
    private final Topics topics = Topics.withDefaultPrefix();
    private final Child broker;
    private final ClientConfig client;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private Deployment(Home home, Child broker, int port) {
        this.home = home;
        this.broker = broker;
        this.client = new ClientConfig(Map.of("bootstrap.servers", "127.0.0.1:" + port));
    }

    /** Returns when Kafka answers. Closing it closes the home, too. */
    public static Deployment start(Home home, KafkaVersion version) throws IOException, InterruptedException {
        int port = LoopbackPorts.free();
        return start(home, version, port, port);
    }

    /**
     * The same, with something between Kafka and all its clients.
     *
     * @param port where Kafka listens
     * @param advertised where clients connect
     */
    public static Deployment start(Home home, KafkaVersion version, int port, int advertised)
            throws IOException, InterruptedException {
        Child broker = switch (version) {
            case CURRENT -> Brokers.current(home, port, advertised);
            case OLD -> Brokers.old(home, port, advertised);
        };
        SigningKeys.loadOrCreate(home.file("keys"));
        Files.createDirectories(home.file("policies"));
        Deployment deployment = new Deployment(home, broker, advertised);
        broker.start();
        deployment.createEventsTopic();
        return deployment;
    }

    public Home home() {
        return home;
    }

    public Child broker() {
        return broker;
    }

    public ClientConfig client() {
        return client;
    }

    public Topics topics() {
        return topics;
    }

    public void writePolicies(String text) throws IOException {
        Files.writeString(home.file("policies").resolve("policies.yaml"), text);
    }

    /**
     * A process of {@code farrier serve}, not started.
     *
     * @param name tells its folder, its log and its worker from others'
     * @param options of its JVM
     * @param settings more lines of its configuration
     */
    public Child serve(String name, String roles, List<String> options, List<String> settings) throws IOException {
        configure(name, roles, settings);
        return launch(name, options);
    }

    /** The same, with something before the command that starts it. */
    public Child serve(List<String> prefix, String name, String roles, List<String> options, List<String> settings)
            throws IOException {
        configure(name, roles, settings);
        List<String> command = new ArrayList<>(prefix);
        command.addAll(JvmCommand.command(options, Main.class, arguments(name)));
        return home.child(name, command);
    }

    /**
     * The same as another version runs it.
     *
     * @param version of Farrier; {@link #launch} makes a process of this version with its folder and configuration
     */
    public Child serve(Distribution version, String name, String roles, List<String> options, List<String> settings)
            throws IOException {
        configure(name, roles, settings);
        return home.child(name, version.command(options, arguments(name)));
    }

    /** A process of this version, not started, with the folder and the configuration that {@link #serve} has made. */
    public Child launch(String name, List<String> options) {
        return home.child(name, JvmCommand.command(options, Main.class, arguments(name)));
    }

    private List<String> arguments(String name) {
        return List.of("serve", "--create-topics", "-c", configuration(name).toString());
    }

    private Path configuration(String name) {
        return home.file(name + ".yaml");
    }

    private void configure(String name, String roles, List<String> settings) throws IOException {
        int port = LoopbackPorts.free();
        ports.put(name, port);
        List<String> lines = new ArrayList<>(List.of(
                "kafka.bootstrap.servers: '" + client.bootstrap() + "'",
                "data.dir: '" + home.file(name) + "'",
                "policies.dir: '" + home.file("policies") + "'",
                "roles: [" + roles + "]",
                "site: " + SITE,
                "executor.name: " + name,
                "signing.privateKey: '" + home.file("keys").resolve(SigningKeys.PRIVATE_FILE) + "'",
                "signing.publicKeys: ['" + home.file("keys").resolve(SigningKeys.PUBLIC_FILE) + "']",
                "http.port: " + port));
        lines.addAll(settings);
        Files.write(configuration(name), lines);
    }

    /** Whether all its checks are fine now. */
    public boolean isReady(Child service) throws InterruptedException {
        return status(service, "/readyz", HttpRequest.Builder::GET, Duration.ofSeconds(5)) == OK;
    }

    /** Posts nothing there; false when that is not accepted. */
    public boolean post(Child service, String path) throws InterruptedException {
        return status(service, path, ask -> ask.POST(BodyPublishers.noBody()), Duration.ofSeconds(30)) == ACCEPTED;
    }

    /** 0 when there is no answer. */
    private int status(Child service, String path, UnaryOperator<HttpRequest.Builder> method, Duration patience)
            throws InterruptedException {
        HttpRequest.Builder ask = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get(service.name()) + path))
                .timeout(patience);
        try {
            return http.send(method.apply(ask).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException noAnswer) {
            return 0;
        }
    }

    /** @throws IllegalStateException when one has ended, or is not ready in time */
    public void awaitReady(List<Child> services) throws InterruptedException {
        Await waiting = new Await(START_WITHIN);
        for (Child service : services) {
            waiting.until(service.name() + " is ready", () -> {
                if (!service.isAlive()) {
                    throw new IllegalStateException(service.name() + " ended with exit code " + service.exitCode()
                            + "; its last words:\n" + service.lastWords());
                }
                return isReady(service);
            });
        }
    }

    private void createEventsTopic() throws InterruptedException {
        Await waiting = new Await(START_WITHIN);
        try (Admin admin = Admin.create(client.with("faults-admin", Map.of("request.timeout.ms", 3_000), Map.of()))) {
            waiting.until("Kafka answers", () -> createEventsTopic(admin, (short) 1));
        }
    }

    /** @return false while Kafka does not answer */
    public static boolean createEventsTopic(Admin admin, short replicas) throws InterruptedException {
        try {
            if (!admin.listTopics().names().get().contains(EVENTS)) {
                admin.createTopics(List.of(new NewTopic(EVENTS, PARTITIONS, replicas)))
                        .all()
                        .get();
            }
            return true;
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        http.close();
        home.close();
    }
}
