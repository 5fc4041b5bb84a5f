package dev.farrier.stream.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import java.util.Map;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class TransactionRiskTest {

    @Test
    void shouldSeeNoRiskInTransactionsOfVersion2() {
        try (Cluster cluster = new Cluster(SharedKafka.config())) {
            assertThat(cluster.transactionRisk()).isEmpty();
        }
    }

    @Test
    void shouldSayWhatOlderTransactionsRiskAndWhatToDo() {
        try (EmbeddedKafka kafka = EmbeddedKafka.create();
                Cluster cluster =
                        new Cluster(new ClientConfig(Map.of("bootstrap.servers", kafka.bootstrapServers())))) {
            downgradeTo(1, cluster);
            assertThat(riskOf(1, cluster))
                    .contains("transaction.version is 1", "kafka-features.sh upgrade --feature transaction.version=2");

            downgradeTo(0, cluster);
            assertThat(riskOf(0, cluster)).contains("transaction.version is 0");
        }
    }

    /** The broker that is asked hears of the change from the controller, a moment later. */
    private static String riskOf(int version, Cluster cluster) {
        return await().until(
                        () -> cluster.transactionRisk().orElse(""),
                        risk -> risk.contains("transaction.version is " + version));
    }

    private static void downgradeTo(int version, Cluster cluster) {
        cluster.await(cluster.admin()
                .updateFeatures(
                        Map.of("transaction.version", new FeatureUpdate((short) version, UpgradeType.SAFE_DOWNGRADE)),
                        new UpdateFeaturesOptions())
                .all());
    }
}
