package dev.farrier.app.config;

import dev.farrier.policy.text.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings that Kafka's clients know. A plug-in of theirs may know more, so another name is doubtful, not wrong. */
final class KafkaSettingNames {
    private static final SortedSet<String> KNOWN = known();

    /** Before a name: for the one or the other of a Streams application's clients only. */
    private static final List<String> PREFIXES = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX);

    private KafkaSettingNames() {}

    /** What to say of a name that no client of Kafka's knows; empty for one that is known. */
    static Optional<String> warning(String name) {
        String plain = PREFIXES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
        if (KNOWN.contains(plain) || name.startsWith(StreamsConfig.TOPIC_PREFIX)) {
            return Optional.empty();
        }
        String nearest = Nearest.find(plain, KNOWN);
        return Optional.of("Kafka's clients know no setting '" + name + "'"
                + (nearest == null ? "; it is handed to them all the same" : ": did you mean '" + nearest + "'?"));
    }

    private static SortedSet<String> known() {
        SortedSet<String> names = new TreeSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        names.addAll(StreamsConfig.configDef().names());
        return names;
    }
}
