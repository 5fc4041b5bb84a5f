package dev.farrier.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** {@code farrier serve} with some roles, as a cluster would run it: a read-only root, a writable /tmp, no privileges. */
final class FarrierContainer extends GenericContainer<FarrierContainer> {
    static final String DATA = "/var/lib/farrier";
    static final int PORT = 8460;
    static final Duration LONG_ENOUGH = Duration.ofMinutes(3);
    private static final String CONFIG = "/etc/farrier/farrier.yaml";

    /**
     * @param etc a folder of its own, mounted as {@code /etc/farrier}; {@code farrier.yaml} is written there
     * @param bootstrap of Kafka
     * @param lines more of its configuration
     */
    FarrierContainer(Network network, String name, Path etc, String bootstrap, List<String> lines) throws IOException {
        super(Images.FARRIER);
        Files.write(
                etc.resolve("farrier.yaml"),
                Stream.concat(
                                Stream.of(
                                        "kafka.bootstrap.servers: " + bootstrap,
                                        "data.dir: " + DATA,
                                        "http: {host: 0.0.0.0, port: " + PORT + ", insecure: true}"),
                                lines.stream())
                        .toList());
        withNetwork(network);
        withNetworkAliases(name);
        withFileSystemBind(etc.toString(), "/etc/farrier", BindMode.READ_ONLY);
        withEnv("FARRIER_JAVA_OPTS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        withTmpFs(Map.of("/tmp", "rw,exec,size=512m"));
        withCreateContainerCmdModifier(command -> {
            HostConfig host = Objects.requireNonNull(command.getHostConfig());
            host.withReadonlyRootfs(true).withCapDrop(Capability.ALL).withSecurityOpts(List.of("no-new-privileges"));
            command.withVolumes(new Volume(DATA));
        });
        withCommand("serve", "--create-topics", "-c", CONFIG);
        waitingFor(Wait.forLogMessage(".* ready: .*\\n", 1).withStartupTimeout(LONG_ENOUGH));
    }

    /** The files of the folder of secrets are copied to {@code /tmp} before the start, readable by nobody else: as a key must be. */
    void withSecrets(Path folder) {
        withFileSystemBind(folder.toString(), "/secrets", BindMode.READ_ONLY);
        withCreateContainerCmdModifier(command -> command.withEntrypoint(
                "tini", "--", "sh", "-c", "umask 077; cp /secrets/* /tmp/; exec farrier \"$@\"", "sh"));
    }

    /** What a command of Farrier's own prints inside; its exit code must be 0. */
    String farrier(String... arguments) throws Exception {
        return run(Stream.concat(Stream.of("farrier"), Stream.of(arguments)).toArray(String[]::new));
    }

    String run(String... command) throws Exception {
        ExecResult result = execInContainer(command);
        assertThat(result.getExitCode())
                .as("%s: %s%s", String.join(" ", command), result.getStdout(), result.getStderr())
                .isZero();
        return result.getStdout();
    }

    boolean has(String file) throws Exception {
        return execInContainer("test", "-e", file).getExitCode() == 0;
    }

    void send(String event) throws Exception {
        farrier("events", "send", "-c", CONFIG, "--source=app", "--name=" + event, "--label=host=web-1");
    }

    String incidents() throws Exception {
        return farrier("incidents", "list", "-c", CONFIG, "-o", "json", "--all");
    }

    /**
     * SIGTERM to PID 1, as Kubernetes sends it.
     *
     * @param graceSeconds after this time it is killed
     * @return how it ended
     */
    ContainerState terminate(int graceSeconds) {
        getDockerClient()
                .stopContainerCmd(getContainerId())
                .withTimeout(graceSeconds)
                .exec();
        return getCurrentContainerInfo().getState();
    }

    /** Starts it again after {@link #terminate}, with the same volumes. */
    void startAgain() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
    }
}
