package dev.farrier.faults.deployment;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What stands on a topic, committed; read from its beginning to where it ends now. */
public final class TopicContents {
    private final ClientConfig client;

    public TopicContents(ClientConfig client) {
        this.client = client;
    }

    /**
     * @param key the record's; empty when it has none
     * @param appendedAt epoch milliseconds
     */
    public record Entry<T>(String key, long appendedAt, T value) {}

    /**
     * Tombstones are left out.
     *
     * @param besides what else stands there, and is left out
     */
    public <T> List<Entry<T>> read(String topic, Class<T> type, Class<?>... besides) {
        RecordCodec<T> codec = RecordCodec.of(type);
        List<? extends RecordCodec<?>> others =
                Stream.of(besides).map(RecordCodec::of).toList();
        List<Entry<T>> entries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
            byte[] value = record.value();
            if (value != null && others.stream().noneMatch(other -> other.wrote(value))) {
                entries.add(new Entry<>(
                        record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
                        record.timestamp(),
                        codec.decode(value)));
            }
        }
        return entries;
    }

    /** All records of it, as they are. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> config =
                client.with("faults-reader", Map.of(), Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }
}
