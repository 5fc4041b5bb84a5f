package dev.farrier.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of the one node: small, quick to start, and otherwise Kafka's defaults. */
final class NodeConfig {

    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private NodeConfig() {}

    static Map<String, String> of(
            int nodeId, int port, int controllerPort, Path directory, Map<String, String> overrides) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(nodeId));
        config.put("log.dirs", directory.toString());
        config.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort);
        config.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        config.put("controller.listener.names", CONTROLLER_LISTENER);
        config.put("controller.quorum.voters", nodeId + "@127.0.0.1:" + controllerPort);

        config.put("auto.create.topics.enable", "false");
        putInternalTopics(config);
        putTimings(config);
        putSizes(config);
        config.putAll(overrides);
        return config;
    }

    /** There is one node, and each partition of these topics costs time at the first start. */
    private static void putInternalTopics(Map<String, String> config) {
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "4");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "4");
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("share.coordinator.state.topic.num.partitions", "4");
    }

    private static void putTimings(Map<String, String> config) {
        config.put("group.initial.rebalance.delay.ms", "0");
        // a member of a share group learns its assignment with a heartbeat; the default of 5 s is felt at each start
        config.put("group.share.min.heartbeat.interval.ms", "500");
        config.put("group.share.heartbeat.interval.ms", "500");
        config.put("group.consumer.min.heartbeat.interval.ms", "500");
        config.put("group.consumer.heartbeat.interval.ms", "500");
        // after a kill the controller lets the same node back in when its old session has ended
        config.put("broker.heartbeat.interval.ms", "500");
        config.put("broker.session.timeout.ms", "3000");
    }

    private static void putSizes(Map<String, String> config) {
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "4");
        config.put("background.threads", "2");
        // the default takes 128 MB of heap
        config.put("log.cleaner.dedupe.buffer.size", "4194304");
        config.put("log.index.size.max.bytes", "1048576");
    }
}
