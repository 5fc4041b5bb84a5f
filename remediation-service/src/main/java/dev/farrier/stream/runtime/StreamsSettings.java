package dev.farrier.stream.runtime;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Settings of the two Streams applications.
 *
 * @param client the user's {@code kafka.*}
 * @param stateDir local state; wiped by Kafka Streams after an unclean end, and restored
 * @param threads stream threads of each application, at least 1
 * @param replicas replication factor of changelogs; -1: the broker's default
 * @param instanceId stable name of this process, so that a restart does not wait for its own old session; empty: none
 */
public record StreamsSettings(
        ClientConfig client, Topics topics, Path stateDir, int threads, int replicas, String instanceId) {

    /** Three transactional hops: p99 about 130 ms; Kafka's defaults give 500 ms. */
    private static final Duration COMMIT_EVERY = Duration.ofMillis(30);

    /** Of ingest, which asks for commits itself as long as it keeps up with its topics. */
    private static final Duration COMMIT_EVERY_WHILE_BEHIND = Duration.ofMillis(500);

    /** A fetch of one partition: after a commit, the backlog arrives in one round trip. Kafka's default is 1 MiB. */
    private static final int FETCH_BYTES = 4 << 20;

    private static final int POLL_RECORDS = 5_000;

    /** Of a changelog, before the first decision: the state of a hundred thousand open incidents in some dozens of polls. */
    private static final int RESTORED_RECORDS = 10_000;

    /** The system's default; Kafka's 64 KiB splits one fetch into many reads. */
    private static final int RECEIVE_BUFFER = -1;

    /**
     * How long a producer retries a commit: Kafka Streams' transaction timeout, after which the broker aborts the transaction
     * anyway. Kafka's default is 60 s.
     */
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(10);

    /** Kafka's default of 45 s would be the pause after a crash. */
    private static final int SESSION_MS = 10_000;

    /** The others learn with their next heartbeat that a member has gone. Kafka's default of 3 s would delay each take-over. */
    private static final int HEARTBEAT_MS = 1_000;

    /** For core, under this application id. */
    public Properties of(String application) {
        return of(application, COMMIT_EVERY, Map.of(), LogTimeExtractor.class);
    }

    /** For ingest, under this application id. */
    public Properties ofIngest(String application) {
        Map<String, Object> consumer = Map.of(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                FETCH_BYTES,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                POLL_RECORDS,
                ConsumerConfig.RECEIVE_BUFFER_CONFIG,
                RECEIVE_BUFFER);
        return of(application, COMMIT_EVERY_WHILE_BEHIND, consumer, AppendTimeExtractor.class);
    }

    /** False when the user has set how often to commit. */
    public boolean paced() {
        return !client.kafka().containsKey(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
    }

    private Properties of(
            String application,
            Duration commitEvery,
            Map<String, Object> consumer,
            Class<? extends TimestampExtractor> times) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitEvery.toMillis());
        defaults.put(StreamsConfig.POLL_MS_CONFIG, 10);
        // A task need not wait for records of other topics: none relies on an order between topics.
        defaults.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        defaults.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
        defaults.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicas);
        // How soon topics of a new site or source are found.
        defaults.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 5_000);
        addForConsumer(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS, defaults);
        addForConsumer(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS, defaults);
        consumer.forEach((key, value) -> addForConsumer(key, value, defaults));
        addForConsumer(
                StreamsConfig::restoreConsumerPrefix,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                FETCH_BYTES,
                defaults);
        addForConsumer(
                StreamsConfig::restoreConsumerPrefix,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                RESTORED_RECORDS,
                defaults);
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 2 << 20);
        if (!client.kafka().containsKey(ProducerConfig.MAX_BLOCK_MS_CONFIG)) {
            defaults.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), COMMIT_WITHIN.toMillis());
        }
        Map<String, Object> fixed = new HashMap<>();
        fixed.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        fixed.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        fixed.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        fixed.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        // The streams protocol rejects pattern subscription.
        fixed.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        fixed.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, times);
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

    /** Kafka Streams prefers a prefixed key to a plain one, so a default is left out where the user has set the plain key. */
    private void addForConsumer(String key, Object value, Map<String, Object> defaults) {
        addForConsumer(StreamsConfig::consumerPrefix, key, value, defaults);
    }

    private void addForConsumer(
            UnaryOperator<String> prefixed, String key, Object value, Map<String, Object> defaults) {
        if (!client.kafka().containsKey(key)) {
            defaults.put(prefixed.apply(key), value);
        }
    }
}
