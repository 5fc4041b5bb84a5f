package dev.farrier.stream;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * What all Kafka clients are given: the user's {@code kafka.*} settings as they are (without that prefix), laid over our
 * defaults; only what a promise rests on is laid over the user's.
 *
 * @param kafka {@code bootstrap.servers} at least
 */
public record ClientConfig(Map<String, Object> kafka) {

    /** @throws IllegalArgumentException without {@code bootstrap.servers} */
    public ClientConfig {
        kafka = Map.copyOf(kafka);
        if (!kafka.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException(
                    "kafka.bootstrap.servers is not set: write the broker's host:port, e.g. localhost:9092");
        }
    }

    /** Where the broker is, for messages. */
    public String bootstrap() {
        return String.valueOf(kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    /**
     * @param clientId what the client is called in the broker's logs and metrics, unless the user has named it
     * @param defaults what the user may overrule
     * @param fixed what nobody may
     */
    public Map<String, Object> with(String clientId, Map<String, Object> defaults, Map<String, Object> fixed) {
        Map<String, Object> all = new HashMap<>(defaults);
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        all.putAll(kafka);
        all.putAll(fixed);
        return all;
    }
}
