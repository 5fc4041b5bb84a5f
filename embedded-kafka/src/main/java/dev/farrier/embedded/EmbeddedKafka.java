package dev.farrier.embedded;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.ShareVersion;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka of one node, broker and controller in one, inside this process and on loopback only. Several processes become one
 * cluster by {@link Builder#clusterId} and by their own {@code node.id}, listeners and {@code controller.quorum.voters}.
 *
 * <p>Share groups and transactions work as they do on a real cluster. Topics are not created by themselves. Port and
 * data outlive {@link #stop} and {@link #start}; a folder that was not handed in is deleted by {@link #close}.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final String NODE_ID = "node.id";

    static {
        // Kafka ends the JVM when its node can't go on. It is a guest here: its host hears of it and lives.
        Exit.setExitProcedure(EmbeddedKafka::refuseToExit);
        Exit.setHaltProcedure(EmbeddedKafka::refuseToExit);
    }

    private final Path directory;
    private final boolean temporary;
    private final int port;
    private final int controllerPort;
    private final Map<String, String> overrides;
    private final int nodeId;
    private final String clusterId;
    private @Nullable KafkaRaftServer server;

    private EmbeddedKafka(Builder builder) {
        this.temporary = builder.directory == null;
        this.directory = builder.directory == null ? temporaryDirectory() : builder.directory;
        this.port = builder.port == 0 ? LoopbackPorts.free() : builder.port;
        this.controllerPort = LoopbackPorts.free(port);
        this.overrides = Map.copyOf(builder.overrides);
        this.nodeId = Integer.parseInt(overrides.getOrDefault(NODE_ID, "1"));
        this.clusterId = builder.clusterId == null ? Uuid.randomUuid().toString() : builder.clusterId;
    }

    /** Starts one with a free port and a temporary folder. */
    public static EmbeddedKafka create() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public Path directory() {
        return directory;
    }

    public synchronized boolean isRunning() {
        return server != null;
    }

    /** Starts it, on the data and the port that it had before. Returns when clients can connect. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        // Kafka would find out only after half of it had started
        LoopbackPorts.requireFree(port);
        LoopbackPorts.requireFree(controllerPort);
        format();
        Properties properties = new Properties();
        properties.putAll(NodeConfig.of(nodeId, port, controllerPort, directory, overrides));
        KafkaRaftServer starting = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        try {
            starting.startup();
        } catch (RuntimeException | Error e) {
            try {
                starting.shutdown();
            } catch (RuntimeException | Error alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        server = starting;
    }

    /** Stops it in order, as a SIGTERM would; data and port are kept for {@link #start}. */
    public synchronized void stop() {
        KafkaRaftServer stopping = server;
        if (stopping == null) {
            return;
        }
        server = null;
        stopping.shutdown();
        stopping.awaitShutdown();
    }

    public synchronized void restart() {
        stop();
        start();
    }

    @Override
    public synchronized void close() {
        stop();
        if (temporary) {
            Directories.deleteRecursively(directory);
        }
    }

    private void format() {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(nodeId)
                    .setClusterId(clusterId)
                    .addDirectory(directory.toString())
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName(NodeConfig.CONTROLLER_LISTENER)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setFeatureLevel(ShareVersion.FEATURE_NAME, ShareVersion.SV_1.featureLevel())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("could not prepare " + directory + " for Kafka: " + e.getMessage(), e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("farrier-kafka-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuseToExit(int status, @Nullable String message) {
        throw new IllegalStateException("embedded Kafka gave up (status " + status + "): " + message);
    }

    /** What differs from a default one. */
    public static final class Builder {
        private final Map<String, String> overrides = new LinkedHashMap<>();
        private @Nullable Path directory;
        private @Nullable String clusterId;
        private int port;

        private Builder() {}

        /** Where its data is kept; the folder is created, and stays when the broker is closed. */
        @CanIgnoreReturnValue
        public Builder directory(Path value) {
            directory = value.toAbsolutePath();
            return this;
        }

        /** 0, the default, takes a free one. */
        @CanIgnoreReturnValue
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** One that all nodes of a cluster share; without it a node of its own gets a random one. */
        @CanIgnoreReturnValue
        public Builder clusterId(String value) {
            clusterId = value;
            return this;
        }

        /** Any setting of a Kafka broker or controller. */
        @CanIgnoreReturnValue
        public Builder override(String key, String value) {
            overrides.put(key, value);
            return this;
        }

        @CanIgnoreReturnValue
        public Builder overrides(Map<String, String> values) {
            overrides.putAll(values);
            return this;
        }

        public EmbeddedKafka start() {
            EmbeddedKafka kafka = new EmbeddedKafka(this);
            try {
                kafka.start();
            } catch (RuntimeException | Error e) {
                kafka.close();
                throw e;
            }
            return kafka;
        }
    }
}
