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
 * Which topics are not there. Kafka Streams says at best that there are some; of a deleted one that a pattern had found it
 * says that a partition is in an illegal state.
 */
final class MissingTopics {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private MissingTopics() {}

    /** Of these topics; empty when all are there, and when Kafka does not answer. */
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
