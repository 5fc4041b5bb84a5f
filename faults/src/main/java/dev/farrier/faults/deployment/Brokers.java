package dev.farrier.faults.deployment;

import dev.farrier.embedded.EmbeddedKafkaMain;
import dev.farrier.embedded.LoopbackPorts;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.process.JvmCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/** Kafka as a process of its own, on loopback, whose data and port stay the same over its restarts. */
final class Brokers {
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC");
    private static final String NAME = "kafka";

    private Brokers() {}

    /**
     * The version that Farrier is built with.
     *
     * @param advertised the port that clients are told
     */
    static Child current(Home home, int port, int advertised) {
        return home.child(
                NAME,
                JvmCommand.command(
                        OPTIONS,
                        EmbeddedKafkaMain.class,
                        List.of(
                                "--port",
                                Integer.toString(port),
                                "--dir",
                                home.file("kafka-data").toString(),
                                "--set",
                                "advertised.listeners=PLAINTEXT://127.0.0.1:" + advertised)));
    }

    /** Kafka 3.7, the oldest that Farrier runs on, with nothing but its own libraries. */
    static Child old(Home home, int port, int advertised) throws IOException, InterruptedException {
        String classPath = oldClassPath();
        Path properties = home.file("kafka.properties");
        Files.write(properties, lines(oldConfig(port, advertised, home.file("kafka-data"))));
        Child format = home.child(
                "kafka-format",
                JvmCommand.command(
                        classPath,
                        OPTIONS,
                        "kafka.tools.StorageTool",
                        List.of("format", "-t", Uuid.randomUuid().toString(), "-c", properties.toString())));
        format.start();
        if (format.awaitExit() != 0) {
            throw new IOException("Kafka could not prepare its folder, see " + format.log());
        }
        return home.child(NAME, JvmCommand.command(classPath, OPTIONS, "kafka.Kafka", List.of(properties.toString())));
    }

    private static String oldClassPath() throws IOException {
        try (InputStream in = Brokers.class.getResourceAsStream("/kafka-3.7/classpath.txt")) {
            if (in == null) {
                throw new IOException("the class path of Kafka 3.7 is missing: build with -pl faults -am");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static List<String> lines(Map<String, String> config) {
        return config.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private static Map<String, String> oldConfig(int port, int advertised, Path data) {
        int controllerPort = LoopbackPorts.free(port);
        Map<String, String> config = new TreeMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", "1");
        config.put("log.dirs", data.toString());
        config.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        config.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + advertised);
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("controller.listener.names", "CONTROLLER");
        config.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        config.put("auto.create.topics.enable", "false");
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "4");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "4");
        config.put("group.initial.rebalance.delay.ms", "0");
        // after a kill the controller lets the same node back in when its old session has ended
        config.put("broker.heartbeat.interval.ms", "500");
        config.put("broker.session.timeout.ms", "3000");
        config.put("log.cleaner.dedupe.buffer.size", "4194304");
        config.put("log.index.size.max.bytes", "1048576");
        return config;
    }
}
