package dev.farrier.stream.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Finds which topics are missing. Kafka Streams names none; of a deleted topic that a pattern had matched it reports only that
 * a partition is in an illegal state.
 */
final class MissingTopics {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private MissingTopics() {}

    /** Of these topics, those that do not exist; empty also when Kafka does not answer. */
    static Set<String> of(Collection<String> topics, Properties properties) {
        Set<String> missing = new TreeSet<>(topics);
        Map<String, Object> config = new StreamsConfig(properties).getAdminConfigs("farrier-missing-topics");
        Admin admin = Admin.create(config);
        try {
            missing.removeAll(admin.listTopics().names().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
            return missing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return Set.of();
        } finally {
            admin.close(Duration.ZERO);
        }
    }
}
