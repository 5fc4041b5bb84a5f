package dev.farrier.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** One deployment of several processes on a folder, and what a test can see of it. */
final class Scene implements AutoCloseable {
    static final String SITE = "edge";
    /** Of which a machine that runs other tests beside needs a part. */
    static final Duration PATIENCE = Duration.ofMinutes(4);

    private final ClientConfig kafka;
    private final Topics topics;
    private final Path folder;
    private final Path publicKey;
    private final KafkaProducer<String, String> producer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ServiceProcess> processes = new ArrayList<>();
    private final Map<String, TopicRecords> readers = new ConcurrentHashMap<>();
    private final HttpServer healthy;

    /** @param policies {@code LEDGER}, {@code FOLDER} and {@code HEALTHY} (a URL that always answers 200) are put in */
    Scene(ClientConfig kafka, Topics topics, Path folder, String policies) throws IOException {
        this.kafka = kafka;
        this.topics = topics;
        this.folder = folder;
        SigningKeys.loadOrCreate(folder.resolve("brain/keys"));
        this.publicKey = folder.resolve("brain/keys").resolve(SigningKeys.PUBLIC_FILE);
        this.producer = new KafkaProducer<>(
                kafka.with("survival", Map.of(), Map.of()), new StringSerializer(), new StringSerializer());
        this.healthy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        healthy.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        healthy.start();
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(
                folder.resolve("policies/policies.yaml"),
                policies.replace("LEDGER", file("ledger").toString())
                        .replace("FOLDER", folder.toString())
                        .replace(
                                "HEALTHY",
                                "http://{resource.address}:"
                                        + healthy.getAddress().getPort() + "/"));
    }

    /** All but the executor. The same one each time: its data directory, its membership. */
    ServiceProcess brain(String... more) throws IOException {
        return start("brain", "roles=ingest,core,policies,api", more);
    }

    /** All roles in one process. */
    ServiceProcess everything(String... more) throws IOException {
        return start("brain", "roles=ingest,core,policies,api,executor", more);
    }

    ServiceProcess executor(String name, String... more) throws IOException {
        return start(name, "roles=executor", more);
    }

    private ServiceProcess start(String name, String roles, String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                roles,
                "kafka.bootstrap.servers=" + kafka.bootstrap(),
                "topics.prefix=" + topics.prefix(),
                "site=" + SITE,
                "streams.instanceId=" + name,
                "executor.name=" + name,
                "signing.privateKey=" + publicKey.resolveSibling(SigningKeys.PRIVATE_FILE),
                "signing.publicKeys=" + publicKey,
                "policies.dir=" + folder.resolve("policies"),
                "http.port=0"));
        settings.addAll(Arrays.asList(more));
        ServiceProcess process = ServiceProcess.start(folder.resolve(name), settings);
        processes.add(process);
        return process;
    }

    /** Tells the receiver {@code api} of an event; returns when it was acknowledged. */
    void tell(ServiceProcess service, String name, String host) throws Exception {
        String body = "{\"id\": \"%s-%s\", \"name\": \"%s\", \"labels\": {\"host\": \"%s\"}}"
                .formatted(name, host, name, host);
        int status = http.send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + service.port() + "/api/v1/receivers/events/api"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isBetween(200, 299);
    }

    String get(ServiceProcess service, String path) throws Exception {
        return answer(service, path).body();
    }

    /** Waits until the process says that it works, or that it does not. */
    void awaitReady(ServiceProcess service, boolean ready) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> answer = answer(service, "/readyz");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(ready ? 200 : 503);
        });
    }

    private HttpResponse<String> answer(ServiceProcess service, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Makes a topic of the users' own, and gives its whole name. */
    String usersTopic(int partitions) throws Exception {
        String name = usersTopic(topics);
        try (Admin admin = Admin.create(kafka.with("survival-admin", Map.of(), Map.of()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
        return name;
    }

    static String usersTopic(Topics topics) {
        return topics.prefix() + "users-own";
    }

    /** On its way to the users' own topic, as JSON; {@link #flush} waits. */
    void say(String name, String host) {
        producer.send(new ProducerRecord<>(
                usersTopic(topics), host, "{\"name\": \"%s\", \"host\": \"%s\"}".formatted(name, host)));
    }

    void flush() {
        producer.flush();
    }

    /** What was written about this host, in order, without process ids: {@code start} or {@code end}. */
    List<String> ledger(String host) {
        return ledger().stream()
                .filter(line -> line.startsWith(host + " "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }

    /** Lines of {@code host pid start|end}. */
    List<String> ledger() {
        try {
            return Files.exists(file("ledger")) ? Files.readAllLines(file("ledger")) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitLedger(String host, String... lines) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ledger(host)).containsExactly(lines));
    }

    /** All incidents of this policy and host, newest first. */
    List<Incident> incidents(String policy, String host) {
        return incidents().stream()
                .filter(incident -> incident.policy().equals(policy))
                .filter(incident -> host.equals(incident.group().get("host")))
                .toList();
    }

    /** All incidents, newest first. */
    List<Incident> incidents() {
        Map<String, Incident> incidents = new HashMap<>();
        records(topics.incidents(), "read_committed").forEach(record -> {
            Incident incident = RecordCodec.of(Incident.class).decode(record.value());
            incidents.put(incident.id(), incident);
        });
        return incidents.values().stream()
                .sorted(Comparator.comparingLong(Incident::openedAt).reversed())
                .toList();
    }

    /** Waits until the only incident of this policy and host is in this state. */
    Incident awaitIncident(String policy, String host, IncidentState state) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(incidents(policy, host))
                        .singleElement()
                        .extracting(Incident::state)
                        .isEqualTo(state));
        return incidents(policy, host).getFirst();
    }

    /** The steps that this host was sent, in order of their topic. */
    List<Command> steps(String host) {
        return steps().stream().filter(command -> command.target().equals(host)).toList();
    }

    /** The steps that all hosts were sent, in order of their topic. */
    List<Command> steps() {
        return read(topics.commands(SITE), "read_committed", SignedCommand.class).stream()
                .map(signed -> RecordCodec.of(Command.class).decode(signed.command()))
                .filter(command -> command.purpose() == Purpose.STEP)
                .toList();
    }

    /** Those of them that a worker has claimed: one that none claims in time is taken back, and sent anew by another id. */
    List<Command> claimedSteps(String host) {
        return steps(host).stream()
                .filter(command -> outcomes(command.id()).stream()
                        .map(Outcome::kind)
                        .filter(kind -> kind == OutcomeKind.CLAIMED || kind == OutcomeKind.REVOKED)
                        .findFirst()
                        .filter(OutcomeKind.CLAIMED::equals)
                        .isPresent())
                .toList();
    }

    Command awaitStep(String host) {
        await().atMost(PATIENCE).until(() -> !steps(host).isEmpty());
        return steps(host).getFirst();
    }

    /** What was said of a command, in order. */
    List<Outcome> outcomes(String command) {
        return read(topics.outcomes(SITE), "read_committed", Outcome.class).stream()
                .filter(outcome -> outcome.command().equals(command))
                .toList();
    }

    /** Waits for a record that fits, committed or not yet. */
    <T> void awaitRecord(String topic, Class<T> type, Predicate<? super T> fits) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> read(topic, "read_uncommitted", type).stream().anyMatch(fits));
    }

    private <T> List<T> read(String topic, String isolation, Class<T> type) {
        // Reports and markers stand among the outcomes.
        boolean mixed = topic.equals(topics.outcomes(SITE));
        RecordCodec<T> codec = RecordCodec.of(type);
        return records(topic, isolation).stream()
                .map(ConsumerRecord::value)
                .filter(value -> !mixed || codec.wrote(value))
                .map(codec::decode)
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic, String isolation) {
        return readers.computeIfAbsent(topic + "/" + isolation, any -> new TopicRecords(kafka, topic, isolation))
                .all();
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Topics topics() {
        return topics;
    }

    ClientConfig kafka() {
        return kafka;
    }

    @Override
    public void close() {
        processes.forEach(ServiceProcess::close);
        readers.values().forEach(TopicRecords::close);
        producer.close(Duration.ofSeconds(1));
        healthy.stop(0);
    }
}
