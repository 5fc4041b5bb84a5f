package dev.farrier.stream.admin;

import dev.farrier.stream.ClientConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;

/**
 * An admin client whose failures have messages for people. Each call waits 10 s at most, unless {@code
 * kafka.default.api.timeout.ms} says otherwise.
 */
public final class Cluster implements AutoCloseable {
    private static final String TIMEOUT_MILLIS = "10000";
    private static final String METADATA = "metadata.version";
    private static final short METADATA_OF_3_7 = 15;
    private static final String TRANSACTION_VERSION = "transaction.version";
    private static final int SAFE_TRANSACTIONS = 2;

    /** The first level of {@code metadata.version} of each Kafka version, of those that Farrier works with. */
    private static final NavigableMap<Integer, String> VERSIONS = new TreeMap<>(
            Map.of((int) METADATA_OF_3_7, "3.7", 20, "3.8", 21, "3.9", 22, "4.0", 26, "4.1", 28, "4.2", 30, "4.3"));

    private final String bootstrap;
    private final Admin admin;

    /** @throws KafkaUnavailableException when not even the address makes sense */
    public Cluster(ClientConfig config) {
        bootstrap = config.bootstrap();
        try {
            admin = Admin.create(config.with(
                    "farrier-admin",
                    Map.of(
                            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS),
                    Map.of()));
        } catch (KafkaException e) {
            throw KafkaFailure.atStart(bootstrap, e);
        }
    }

    /**
     * Returns when the cluster answers and is new enough.
     *
     * @throws KafkaUnavailableException when it does not answer
     * @throws KafkaTooOldException when it is older than what Farrier is tried with
     */
    public void check() {
        SupportedVersionRange levels = await(admin.describeFeatures().featureMetadata())
                .supportedFeatures()
                .get(METADATA);
        // A cluster with ZooKeeper has no such level, and may be new enough.
        if (levels != null && levels.maxVersion() < METADATA_OF_3_7) {
            throw new KafkaTooOldException("Kafka at " + bootstrap + " is too old: " + KafkaFailure.NEEDS, null);
        }
    }

    /**
     * The cluster's own id, which a new cluster at the same address does not have.
     *
     * @throws KafkaUnavailableException when it does not answer
     */
    public String id() {
        return await(admin.describeCluster().clusterId());
    }

    /**
     * The hosts that the brokers advertise.
     *
     * @throws KafkaUnavailableException when it does not answer
     */
    public SortedSet<String> hosts() {
        return await(admin.describeCluster().nodes()).stream()
                .map(Node::host)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * What can happen on a Kafka whose transactions are not of version 2 (KIP-890), with what to do; empty for one with
     * that version.
     */
    public Optional<String> transactionRisk() {
        int version = transactionVersion();
        return version >= SAFE_TRANSACTIONS
                ? Optional.empty()
                : Optional.of("Kafka's feature " + TRANSACTION_VERSION + " is " + version + ", not "
                        + SAFE_TRANSACTIONS
                        + ": a record that is delayed until its transaction has ended may become part of the next"
                        + " one, so that something is done twice or on grounds that were taken back, or may hold up a partition"
                        + " until 'kafka-transactions.sh abort'. Once all brokers are 4.0 or newer, turn it on:"
                        + " kafka-features.sh upgrade --feature " + TRANSACTION_VERSION + "=" + SAFE_TRANSACTIONS);
    }

    /** The level of the feature {@code transaction.version} that the cluster works with; 0: it has none. */
    public int transactionVersion() {
        return finalized(TRANSACTION_VERSION);
    }

    /**
     * The Kafka version of the {@code metadata.version} that the cluster works with, such as {@code 3.9}; its brokers may be
     * newer. Empty when there is none, as on a cluster with ZooKeeper.
     */
    public String version() {
        Map.Entry<Integer, String> version = VERSIONS.floorEntry(finalized(METADATA));
        return version == null ? "" : version.getValue();
    }

    private int finalized(String feature) {
        FinalizedVersionRange levels = await(admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get(feature);
        return levels == null ? 0 : levels.maxVersionLevel();
    }

    /**
     * How many partitions each of these topics has.
     *
     * @throws KafkaUnavailableException when one does not exist, or the cluster does not answer
     */
    public Map<String, Integer> partitions(Collection<String> topics) {
        Map<String, Integer> counts = new TreeMap<>();
        await(admin.describeTopics(topics).allTopicNames())
                .forEach((topic, description) ->
                        counts.put(topic, description.partitions().size()));
        return counts;
    }

    /** Where the cluster is, for messages. */
    public String bootstrap() {
        return bootstrap;
    }

    public Admin admin() {
        return admin;
    }

    /** The result; a failure as {@link KafkaFailure} describes it. */
    public <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw KafkaFailure.describe(bootstrap, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while waiting for Kafka at " + bootstrap, e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
