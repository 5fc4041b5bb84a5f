package dev.farrier.app.config;

import dev.farrier.policy.text.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings that Kafka's clients know. A plug-in may know more, so an unknown name is a warning, not an error. */
final class KafkaSettingNames {
    private static final SortedSet<String> KNOWN = known();

    /** With such a prefix a setting is for one kind of client of a Streams application only. */
    private static final List<String> PREFIXES = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX);

    private KafkaSettingNames() {}

    /** The warning about a name that no client of Kafka's knows; empty for a known name. */
    static Optional<String> warning(String name) {
        String plain = PREFIXES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
        boolean provider = name.equals(AbstractConfig.CONFIG_PROVIDERS_CONFIG)
                || name.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG + ".");
        if (KNOWN.contains(plain) || provider || name.startsWith(StreamsConfig.TOPIC_PREFIX)) {
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
