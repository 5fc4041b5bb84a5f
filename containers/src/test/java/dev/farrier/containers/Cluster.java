package dev.farrier.containers;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.lifecycle.Startables;

/** Three brokers, three engines, of which two stand by with what the third has, and two executors: each in a container. */
final class Cluster implements AutoCloseable {
    private static final int BROKERS = 3;
    private static final int ENGINES = 3;
    private static final int EXECUTORS = 2;
    private static final int REQUEST_MS = 5_000;
    private static final int OK = 200;

    private final StaticNetwork network = StaticNetwork.create();
    /** In the order of the start. */
    private final Map<String, GenericContainer<?>> nodes = new LinkedHashMap<>();

    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Topics topics = Topics.withDefaultPrefix();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> brokers;
    private final List<String> engines = new ArrayList<>();
    private final ClientConfig client;
    private final Admin admin;

    private Cluster() {
        brokers = Stream.generate(network::address).limit(BROKERS).toList();
        client = new ClientConfig(Map.of("bootstrap.servers", KafkaContainer.bootstrapServers(brokers)));
        admin = Admin.create(client.with(
                "faults-admin",
                Map.of("request.timeout.ms", REQUEST_MS, "default.api.timeout.ms", REQUEST_MS),
                Map.of()));
    }

    /**
     * Returns when all of it is ready.
     *
     * @param folder of its own, which other users may enter
     * @param ledger a folder that the actions write to, at the same path in the containers
     * @param settings of the engines
     */
    static Cluster start(Path folder, Path ledger, String policies, List<String> settings) throws Exception {
        Cluster cluster = new Cluster();
        try {
            cluster.startBrokers(folder);
            cluster.startServices(folder, ledger, policies, settings);
            return cluster;
        } catch (Exception | Error e) {
            e.addSuppressed(new AssertionError(cluster.saveLogs()));
            cluster.close();
            throw e;
        }
    }

    private void startBrokers(Path folder) throws IOException, InterruptedException {
        Path jars = Files.createDirectory(folder.resolve("kafka"));
        KafkaContainer.copyJars(jars);
        for (int i = 0; i < BROKERS; i++) {
            add("kafka-" + (i + 1), brokers.get(i), new KafkaContainer(network.network(), jars, brokers, i));
        }
        // one alone has no majority, and is not ready
        Startables.deepStart(nodes.values()).join();
        while (!Deployment.createEventsTopic(admin, (short) BROKERS)) {
            Thread.sleep(100);
        }
    }

    private void startServices(Path folder, Path ledger, String policies, List<String> settings) throws IOException {
        Path keys = folder.resolve("keys");
        SigningKeys.loadOrCreate(keys);
        // the user of the image is another one; the container makes a copy that is its own
        Files.setPosixFilePermissions(
                keys.resolve(SigningKeys.PRIVATE_FILE), PosixFilePermissions.fromString("rw-r--r--"));
        List<FarrierContainer> services = new ArrayList<>();
        for (int i = 1; i <= ENGINES; i++) {
            List<String> lines = new ArrayList<>(settings);
            lines.add(i == 1 ? "roles: [ingest, core, api, policies]" : "roles: [ingest, core, api]");
            lines.add("streams.instanceId: engine-" + i);
            lines.add("signing.privateKey: /tmp/" + SigningKeys.PRIVATE_FILE);
            engines.add("engine-" + i);
            services.add(service("engine-" + i, folder, lines, keys));
        }
        Files.writeString(
                Files.createDirectory(folder.resolve("engine-1").resolve("policies"))
                        .resolve("policies.yaml"),
                policies);
        for (int i = 1; i <= EXECUTORS; i++) {
            FarrierContainer executor =
                    service("executor-" + i, folder, List.of("roles: [executor]", "executor.slots: 12"), keys);
            executor.withFileSystemBind(ledger.toString(), ledger.toString(), BindMode.READ_WRITE);
            services.add(executor);
        }
        Startables.deepStart(services).join();
    }

    private FarrierContainer service(String name, Path folder, List<String> settings, Path keys) throws IOException {
        List<String> lines = new ArrayList<>(settings);
        lines.add("topics.replicationFactor: " + BROKERS);
        lines.add("policies.dir: policies");
        lines.add("site: " + Deployment.SITE);
        lines.add("executor.name: " + name);
        lines.add("signing.publicKeys: [/tmp/" + SigningKeys.PUBLIC_FILE + "]");
        FarrierContainer service = new FarrierContainer(
                network.network(),
                name,
                Files.createDirectory(folder.resolve(name)),
                KafkaContainer.bootstrapServers(brokers),
                lines);
        service.withSecrets(keys);
        // as Kubernetes does it, but not after a kill by the test
        service.withCreateContainerCmdModifier(command ->
                Objects.requireNonNull(command.getHostConfig()).withRestartPolicy(RestartPolicy.onFailureRestart(100)));
        add(name, network.address(), service);
        return service;
    }

    private void add(String name, String address, GenericContainer<?> container) {
        network.place(container, address);
        nodes.put(name, container);
        addresses.put(name, address);
    }

    ClientConfig client() {
        return client;
    }

    /** The broker that leads the decider's log: nothing is decided without it. */
    String leader() throws Exception {
        String host = admin.describeTopics(List.of(topics.deciderLog()))
                .allTopicNames()
                .get()
                .get(topics.deciderLog())
                .partitions()
                .getFirst()
                .leader()
                .host();
        return at(host);
    }

    /** The engine that decides. */
    String decider() throws Exception {
        TopicPartition log = new TopicPartition(topics.deciderLog(), 0);
        return core().members().stream()
                .filter(member -> member.assignment().topicPartitions().contains(log))
                .map(member -> at(address(member)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody decides"));
    }

    private String at(String address) {
        return addresses.entrySet().stream()
                .filter(entry -> entry.getValue().equals(address))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no container has the address " + address));
    }

    /** What it lacks; empty: all services are ready, each engine takes part, and each partition has all its replicas in sync. */
    Optional<String> lack() throws InterruptedException {
        for (String name : nodes.keySet()) {
            if (nodes.get(name) instanceof FarrierContainer && !isReady(addresses.get(name))) {
                return Optional.of(name + " is not ready");
            }
        }
        try {
            ConsumerGroupDescription core = core();
            if (core.groupState() != GroupState.STABLE) {
                return Optional.of(core.groupId() + " is in state " + core.groupState());
            }
            Set<String> members = core.members().stream().map(Cluster::address).collect(Collectors.toSet());
            for (String engine : engines) {
                if (!members.contains(addresses.get(engine))) {
                    return Optional.of(engine + " is no member of " + core.groupId());
                }
            }
            Set<String> names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            return admin.describeTopics(names).allTopicNames().get().values().stream()
                    .filter(Cluster::lacksReplicas)
                    .map(topic -> topic.name() + " has partitions that are not in sync")
                    .findFirst();
        } catch (ExecutionException e) {
            return Optional.of("Kafka: " + e.getCause());
        }
    }

    private ConsumerGroupDescription core() throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(topics.coreApplication()))
                .describedGroups()
                .get(topics.coreApplication())
                .get();
    }

    private static String address(MemberDescription member) {
        return member.host().replace("/", "");
    }

    private static boolean lacksReplicas(TopicDescription topic) {
        return topic.partitions().stream()
                .anyMatch(partition ->
                        partition.isr().size() < partition.replicas().size());
    }

    private boolean isReady(String address) throws InterruptedException {
        HttpRequest ask = HttpRequest.newBuilder(
                        URI.create("http://" + address + ":" + FarrierContainer.PORT + "/readyz"))
                .timeout(Duration.ofMillis(REQUEST_MS))
                .build();
        try {
            return http.send(ask, BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As kill -9 of all its processes. */
    void kill(String name) {
        node(name).getDockerClient().killContainerCmd(id(name)).exec();
    }

    void startAgain(String name) {
        node(name).getDockerClient().startContainerCmd(id(name)).exec();
    }

    /** All its processes stand still, and know nothing of it. */
    void pause(String name) {
        node(name).getDockerClient().pauseContainerCmd(id(name)).exec();
    }

    void resume(String name) {
        node(name).getDockerClient().unpauseContainerCmd(id(name)).exec();
    }

    void cutOff(String name) {
        network.cutOff(node(name));
    }

    void connect(String name) {
        network.connect(node(name), addresses.get(name));
    }

    /** How often a service has ended by itself. */
    int endings() {
        return nodes.values().stream()
                .mapToInt(node -> node.getCurrentContainerInfo().getRestartCount())
                .sum();
    }

    private GenericContainer<?> node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    private String id(String name) {
        return node(name).getContainerId();
    }

    /** Writes each container's log to target/cluster, and says of each where it is, how it stands, and its last warning. */
    String saveLogs() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "cluster")).toAbsolutePath();
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, GenericContainer<?>> node : nodes.entrySet()) {
            if (node.getValue().getContainerId() == null) {
                text.append(node.getKey()).append(" was not made\n");
                continue;
            }
            String log = node.getValue().getLogs();
            Path file = Files.writeString(folder.resolve(node.getKey() + ".log"), log);
            ContainerState state = node.getValue().getCurrentContainerInfo().getState();
            text.append(file).append(" (").append(state.getStatus()).append("): ");
            text.append(log.lines()
                            .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                            .reduce((a, b) -> b)
                            .orElse("no warning"))
                    .append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        http.close();
        nodes.values().stream().toList().reversed().forEach(Cluster::remove);
        network.close();
    }

    private static void remove(GenericContainer<?> node) {
        if (node.getContainerId() != null) {
            // also one that stands still
            DockerClientFactory.instance()
                    .client()
                    .removeContainerCmd(node.getContainerId())
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        }
    }
}
