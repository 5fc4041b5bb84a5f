package dev.farrier.stream.topology;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How the two applications are run.
 *
 * @param client the user's {@code kafka.*}
 * @param stateDir local state; wiped by Kafka Streams after an unclean end, and restored
 * @param threads stream threads of each application, at least 1
 * @param replicas replication factor of changelogs; -1: the broker's default
 * @param instanceId stable name of this process, so that a restart does not wait for its own old session; empty: none
 */
public record StreamsSettings(
        ClientConfig client, Topics topics, Path stateDir, int threads, int replicas, String instanceId) {

    /** Kafka's default of 45 s would be the pause after a crash. */
    private static final int SESSION_MS = 10_000;

    /** For Kafka Streams, under this application id. */
    public Properties of(String application) {
        Map<String, Object> defaults = new HashMap<>();
        // Three transactional hops: p99 about 130 ms; Kafka's defaults give 500 ms.
        defaults.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 30);
        defaults.put(StreamsConfig.POLL_MS_CONFIG, 10);
        defaults.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
        defaults.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicas);
        // New topics (a site's, a source's) are found this soon.
        defaults.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 5_000);
        defaults.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MS);
        defaults.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 2 << 20);
        Map<String, Object> fixed = new HashMap<>();
        fixed.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        fixed.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        fixed.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        fixed.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        // The streams protocol rejects pattern subscription.
        fixed.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        fixed.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, AppendTime.class);
        fixed.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        if (!instanceId.isEmpty()) {
            fixed.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                    application + "-" + instanceId);
        }
        Properties properties = new Properties();
        properties.putAll(client.with(application, defaults, fixed));
        return properties;
    }
}
