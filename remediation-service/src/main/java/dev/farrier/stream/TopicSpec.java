package dev.farrier.stream;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * One topic as it should be.
 *
 * @param exact whether another number of partitions breaks a promise, or is the cluster owner's choice
 * @param configs Kafka's names and values
 */
public record TopicSpec(String name, int partitions, boolean exact, SortedMap<String, String> configs) {
    /** Outputs are bounded at 900 kB before they are forwarded; the rest is Kafka's own frame around them. */
    public static final int MAX_MESSAGE_BYTES = 1_048_588;

    /** A commit's documents and scripts are one record. */
    public static final int MAX_BUNDLE_BYTES = 8 * 1024 * 1024;

    /** What is read whole at a start is kept in small pieces, so that compaction gets at most of it. */
    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;

    public TopicSpec {
        configs = Collections.unmodifiableSortedMap(new TreeMap<>(configs));
    }

    static TopicSpec log(String name, int partitions, int days) {
        return new TopicSpec(name, partitions, false, common())
                .with(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(Duration.ofDays(days).toMillis())));
    }

    static TopicSpec compacted(String name, int partitions) {
        return new TopicSpec(name, partitions, false, common())
                .with(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        "0.1",
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(Duration.ofDays(1).toMillis())));
    }

    private static SortedMap<String, String> common() {
        return new TreeMap<>(Map.of(
                // With CreateTime an event of the year 9999 stops Streams, and retention deletes those of 2005
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES),
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SEGMENT_BYTES)));
    }

    TopicSpec exactly() {
        return new TopicSpec(name, partitions, true, configs);
    }

    TopicSpec withMaxMessageBytes(int bytes) {
        return with(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes)));
    }

    private TopicSpec with(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(configs);
        all.putAll(more);
        return new TopicSpec(name, partitions, exact, all);
    }

    public String cleanupPolicy() {
        return config(TopicConfig.CLEANUP_POLICY_CONFIG);
    }

    public String timestampType() {
        return config(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
    }

    public int maxMessageBytes() {
        return Integer.parseInt(config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }

    private String config(String key) {
        String value = configs.get(key);
        if (value == null) {
            throw new IllegalStateException(name + " has no " + key);
        }
        return value;
    }
}
