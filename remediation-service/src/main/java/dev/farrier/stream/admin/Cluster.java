package dev.farrier.stream.admin;

import dev.farrier.stream.ClientConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/**
 * A connection for asking and changing, whose failures are told in words. Each call waits 10 s at most, unless {@code
 * kafka.default.api.timeout.ms} says otherwise.
 */
public final class Cluster implements AutoCloseable {
    private static final String TIMEOUT_MILLIS = "10000";
    private static final String SHARE_GROUPS = "share.version";

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
     * Returns when the cluster can be used.
     *
     * @throws KafkaUnavailableException when it does not answer
     * @throws KafkaTooOldException when it has no share groups
     */
    public void check() {
        Map<String, FinalizedVersionRange> features =
                await(admin.describeFeatures().featureMetadata()).finalizedFeatures();
        FinalizedVersionRange share = features.get(SHARE_GROUPS);
        if (share == null || share.maxVersionLevel() < 1) {
            throw new KafkaTooOldException(
                    "Kafka at " + bootstrap + " has no share groups (feature " + SHARE_GROUPS + " is "
                            + (share == null ? 0 : share.maxVersionLevel()) + "): " + KafkaFailure.NEEDS
                            + ". If it is one, turn them on: kafka-features.sh --bootstrap-server " + bootstrap
                            + " upgrade --feature " + SHARE_GROUPS + "=1",
                    null);
        }
    }

    String bootstrap() {
        return bootstrap;
    }

    Admin admin() {
        return admin;
    }

    /** The result, or the failure in words. */
    <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw KafkaFailure.inWords(bootstrap, e);
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
