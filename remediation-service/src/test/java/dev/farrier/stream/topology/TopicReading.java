package dev.farrier.stream.topology;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What has been committed on a topic up to now. */
public final class TopicReading {
    private TopicReading() {}

    public static <T> List<T> read(ClientConfig client, String topic, Class<T> type) {
        return records(client, topic).stream()
                .filter(record -> record.value() != null)
                .map(record -> RecordCodec.of(type).decode(record.value()))
                .toList();
    }

    public static List<ConsumerRecord<byte[], byte[]>> records(ClientConfig client, String topic) {
        Map<String, Object> config = new HashMap<>(client.with("test-reader", Map.of(), Map.of()));
        config.put("isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }
}
