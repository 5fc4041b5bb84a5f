package dev.farrier.stream;

import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.TopicAdmin;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One broker for all tests that only need topics of their own; it is started by the first and ends with the JVM. */
public final class SharedKafka {
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private SharedKafka() {}

    private static final class Holder {
        private static final EmbeddedKafka KAFKA = start();

        private static EmbeddedKafka start() {
            EmbeddedKafka kafka = EmbeddedKafka.create();
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "shared-kafka-close"));
            return kafka;
        }
    }

    public static ClientConfig config() {
        return new ClientConfig(Map.of("bootstrap.servers", Holder.KAFKA.bootstrapServers()));
    }

    /** For the test's own clients: where many tests share the processors, Kafka may take more than ten seconds to answer. */
    public static ClientConfig patient() {
        return new ClientConfig(Map.of(
                "bootstrap.servers",
                Holder.KAFKA.bootstrapServers(),
                "max.block.ms",
                "60000",
                "delivery.timeout.ms",
                "120000"));
    }

    /** Names that no other test uses. */
    public static Topics newTopics() {
        return new Topics("test" + PREFIXES.incrementAndGet() + ".");
    }

    /** Names that no other test uses, of topics that exist. */
    public static Topics createTopics(Collection<String> sites) {
        Topics topics = newTopics();
        try (Cluster cluster = new Cluster(config())) {
            new TopicAdmin(cluster, topics, TopicSizes.DEFAULT).create(sites);
        }
        return topics;
    }
}
