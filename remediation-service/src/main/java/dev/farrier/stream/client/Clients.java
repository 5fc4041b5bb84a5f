package dev.farrier.stream.client;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.KafkaFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes Kafka's clients: keys are text, and values are bytes of a codec. */
final class Clients {
    private Clients() {}

    /** Creates no topic by asking for it. Throws KafkaUnavailableException. */
    static Consumer<String, byte[]> consumer(ClientConfig config, String clientId, IsolationLevel isolation) {
        Map<String, Object> settings = config.with(
                clientId,
                Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000"),
                Map.of(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                isolation.toString().toLowerCase(Locale.ROOT),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"));
        try {
            return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw KafkaFailure.atStart(config.bootstrap(), e);
        }
    }

    /**
     * Its records are acknowledged by all replicas, in order, once.
     *
     * @param special the settings in which this producer differs
     */
    static Producer<String, byte[]> producer(ClientConfig config, String clientId, Map<String, Object> special) {
        // A person waits for the answer: a failure in time is better than minutes of silence.
        Map<String, Object> patience = Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000",
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "20000");
        return producer(config, clientId, patience, special);
    }

    /**
     * As above.
     *
     * @param patience how long it waits for the broker, unless the configuration says otherwise
     */
    static Producer<String, byte[]> producer(
            ClientConfig config, String clientId, Map<String, Object> patience, Map<String, Object> special) {
        Map<String, Object> fixed = new HashMap<>(special);
        fixed.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        fixed.put(ProducerConfig.ACKS_CONFIG, "all");
        Map<String, Object> defaults = new HashMap<>(patience);
        defaults.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        Object request = config.kafka().get(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
        if (request != null) {
            // Kafka refuses a delivery timeout that is shorter than the request timeout.
            defaults.merge(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, request, Clients::longer);
        }
        Map<String, Object> settings = config.with(clientId, defaults, fixed);
        try {
            return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw KafkaFailure.atStart(config.bootstrap(), e);
        }
    }

    /** What is no number is left as it is: Kafka reports it. */
    private static Object longer(Object one, Object other) {
        try {
            return Long.parseLong(one.toString())
                            >= Long.parseLong(other.toString().strip())
                    ? one
                    : other;
        } catch (NumberFormatException e) {
            return one;
        }
    }

    /** Without waiting: an open fetch would hold it up for half a second, and there is no group to leave. */
    static void close(Consumer<?, ?> consumer) {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
