package dev.farrier.stream.admin;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.FinalizedVersionRange;

/** What can happen on a Kafka whose transactions are not of version 2 (KIP-890). */
public final class TransactionRisk {
    private static final String FEATURE = "transaction.version";
    private static final int SAFE = 2;

    private TransactionRisk() {}

    /**
     * In words, with what to do; empty when there is none.
     *
     * @throws KafkaUnavailableException when the cluster does not answer
     */
    public static Optional<String> of(Cluster cluster) {
        Map<String, FinalizedVersionRange> features = cluster.await(
                        cluster.admin().describeFeatures().featureMetadata())
                .finalizedFeatures();
        FinalizedVersionRange transactions = features.get(FEATURE);
        int version = transactions == null ? 0 : transactions.maxVersionLevel();
        return version >= SAFE
                ? Optional.empty()
                : Optional.of("Kafka's feature " + FEATURE + " is " + version
                        + ", not " + SAFE
                        + ": a record that is delayed until its transaction has ended may become part of the next"
                        + " one, so that something is done twice or on grounds that were taken back, or may hold up a partition"
                        + " until 'kafka-transactions.sh abort'. Once all brokers are 4.0 or newer, turn it on:"
                        + " kafka-features.sh upgrade --feature " + FEATURE + "=" + SAFE);
    }
}
