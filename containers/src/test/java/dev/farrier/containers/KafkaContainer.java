package dev.farrier.containers;

import dev.farrier.embedded.EmbeddedKafkaMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** A broker in a container: the Java runtime of the image runs the broker of the tests, so that no registry is needed. */
final class KafkaContainer extends GenericContainer<KafkaContainer> {
    static final String NAME = "kafka-1";
    private static final int PORT = 9092;
    private static final int CONTROLLER_PORT = 9093;

    /** @param jars see {@link #copyJars} */
    KafkaContainer(Network network, Path jars) {
        super(Images.FARRIER);
        withNetwork(network);
        withNetworkAliases(NAME);
        withFileSystemBind(jars.toString(), "/kafka", BindMode.READ_ONLY);
        withCreateContainerCmdModifier(command -> command.withEntrypoint("/opt/java/bin/java"));
        withCommand(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                "/kafka/*",
                EmbeddedKafkaMain.class.getName(),
                "--dir",
                "/tmp/kafka",
                "--set",
                "listeners=PLAINTEXT://0.0.0.0:" + PORT + ",CONTROLLER://127.0.0.1:" + CONTROLLER_PORT,
                "--set",
                "advertised.listeners=PLAINTEXT://" + bootstrapServers(),
                "--set",
                "controller.quorum.voters=1@127.0.0.1:" + CONTROLLER_PORT);
        waitingFor(Wait.forLogMessage(".*ready .*\\n", 1));
    }

    static String bootstrapServers() {
        return NAME + ":" + PORT;
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
