package dev.farrier.stream.topology;

import java.time.Duration;
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
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/** Which topics a topology names as its sources and Kafka does not have: Kafka Streams says only that there are some. */
final class MissingTopics {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private MissingTopics() {}

    /** Empty when there are none, and when Kafka does not answer. */
    static Set<String> of(Topology topology, Properties properties) {
        Set<String> missing = new TreeSet<>();
        topology.describe()
                .subtopologies()
                .forEach(part -> part.nodes().forEach(node -> {
                    if (node instanceof TopologyDescription.Source source && source.topicSet() != null) {
                        missing.addAll(source.topicSet());
                    }
                }));
        if (missing.isEmpty()) {
            return missing;
        }
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
