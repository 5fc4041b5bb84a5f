package dev.farrier.stream.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The settings of a share group that the promises rest on. They belong to the group, not to its members, and the
 * broker's defaults would hand out commands of aborted transactions and pass over those sent before the first member.
 */
public final class ShareGroup {
    private static final Map<String, String> REQUIRED =
            new TreeMap<>(Map.of("share.isolation.level", "read_committed", "share.auto.offset.reset", "earliest"));

    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private ShareGroup() {}

    /**
     * Sets what is not yet as it must be, and reads it back. To be called before anybody joins.
     *
     * @throws KafkaUnavailableException when the broker does not answer or allow it, or does not do as it was told
     * @throws KafkaTooOldException when it knows no such settings
     */
    public static void prepare(Cluster cluster, String group) {
        cluster.check();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        if (differences(cluster, resource).isEmpty()) {
            return;
        }
        List<AlterConfigOp> changes = REQUIRED.entrySet().stream()
                .map(entry ->
                        new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        cluster.await(cluster.admin()
                .incrementalAlterConfigs(Map.of(resource, changes))
                .all());
        // A broker hears of it a little later than the controller that took it.
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        List<String> left = differences(cluster, resource);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
            left = differences(cluster, resource);
        }
        if (!left.isEmpty()) {
            throw new KafkaUnavailableException(
                    "share group " + group + " can't be used: " + String.join(", ", left)
                            + ". Set it with kafka-configs.sh --entity-type groups --entity-name " + group,
                    null);
        }
    }

    private static List<String> differences(Cluster cluster, ConfigResource resource) {
        Config config = cluster.await(
                        cluster.admin().describeConfigs(List.of(resource)).all())
                .getOrDefault(resource, new Config(List.of()));
        List<String> differences = new ArrayList<>();
        REQUIRED.forEach((key, value) -> {
            ConfigEntry entry = config.get(key);
            String actual = entry == null ? null : entry.value();
            if (!value.equals(actual)) {
                differences.add(key + " is " + actual + " instead of " + value);
            }
        });
        return differences;
    }
}
