package dev.farrier.benchmarks.kafka.restart;

import dev.farrier.benchmarks.kafka.Broker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts the incidents that have been committed to their topic, on a thread of its own. */
final class IncidentCounter implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean stop;

    IncidentCounter(Broker broker) {
        Map<String, Object> settings = broker.client()
                .with("benchmark-incidents", Map.of(), Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
        thread = Thread.ofPlatform().daemon().name("incidents").start(() -> read(settings));
    }

    private void read(Map<String, Object> settings) {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(Broker.TOPICS.incidents()).stream()
                    .map(IncidentCounter::partition)
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (!stop) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    ids.add(record.key());
                }
            }
        }
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }

    int count() {
        return ids.size();
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join();
    }
}
