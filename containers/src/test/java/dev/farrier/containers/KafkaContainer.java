package dev.farrier.containers;

import dev.farrier.embedded.EmbeddedKafkaMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A broker and controller in a container: the Java runtime of the image runs the broker of the tests, so that no registry is needed.
 * Its data is in the container, and stays when that is killed and started again.
 */
final class KafkaContainer extends GenericContainer<KafkaContainer> {
    private static final int PORT = 9092;
    private static final int CONTROLLER_PORT = 9093;
    private static final String CLUSTER = "ZmFycmllci1jb250YWluZQ";

    /**
     * @param jars see {@link #copyJars}
     * @param hosts names or addresses of all nodes of the cluster
     * @param number which of them this is, from 0
     */
    KafkaContainer(Network network, Path jars, List<String> hosts, int number) {
        super(Images.FARRIER);
        String host = hosts.get(number);
        withNetwork(network);
        withNetworkAliases(host);
        withFileSystemBind(jars.toString(), "/kafka", BindMode.READ_ONLY);
        withCreateContainerCmdModifier(command -> command.withEntrypoint("/opt/java/bin/java"));
        List<String> command = new ArrayList<>(List.of(
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=child-logback.xml",
                "-cp",
                "/kafka/*",
                EmbeddedKafkaMain.class.getName(),
                "--dir",
                "/tmp/kafka",
                "--cluster-id",
                CLUSTER));
        int replicas = hosts.size();
        int enough = replicas / 2 + 1;
        Stream.of(
                        "node.id=" + (number + 1),
                        "listeners=PLAINTEXT://0.0.0.0:" + PORT + ",CONTROLLER://0.0.0.0:" + CONTROLLER_PORT,
                        "advertised.listeners=PLAINTEXT://" + host + ":" + PORT,
                        "controller.quorum.voters=" + voters(hosts),
                        "default.replication.factor=" + replicas,
                        "min.insync.replicas=" + enough,
                        "offsets.topic.replication.factor=" + replicas,
                        "transaction.state.log.replication.factor=" + replicas,
                        "transaction.state.log.min.isr=" + enough)
                .forEach(setting -> command.addAll(List.of("--set", setting)));
        withCommand(command.toArray(String[]::new));
        waitingFor(Wait.forLogMessage(".*ready .*\\n", 1).withStartupTimeout(FarrierContainer.LONG_ENOUGH));
    }

    static String bootstrapServers(List<String> hosts) {
        return hosts.stream().map(host -> host + ":" + PORT).collect(Collectors.joining(","));
    }

    private static String voters(List<String> hosts) {
        return IntStream.range(0, hosts.size())
                .mapToObj(i -> (i + 1) + "@" + hosts.get(i) + ":" + CONTROLLER_PORT)
                .collect(Collectors.joining(","));
    }

    /** Copies what this test runs with, the broker among it, into one folder. */
    static void copyJars(Path folder) throws IOException {
        List<Path> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar"))
                .toList();
        int number = 0;
        for (Path jar : jars) {
            Files.copy(jar, folder.resolve(number++ + "-" + jar.getFileName()));
        }
    }
}
