package dev.farrier.benchmarks.kafka;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts the detections that have been committed to the decider's log, on a thread of its own. */
public final class DetectionCounter implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private final AtomicLong count = new AtomicLong();
    private final Thread thread;
    private volatile boolean stop;

    public DetectionCounter(Broker broker) {
        Map<String, Object> settings = broker.client()
                .with(
                        "benchmark-detections",
                        Map.of(),
                        Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
        thread = Thread.ofPlatform().daemon().name("detections").start(() -> read(settings));
    }

    private void read(Map<String, Object> settings) {
        TopicPartition log = new TopicPartition(Broker.TOPICS.deciderLog(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(log));
            consumer.seekToBeginning(List.of(log));
            while (!stop) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (inputs.decode(record.value()) instanceof Detection) {
                        count.incrementAndGet();
                    }
                }
            }
        }
    }

    public long count() {
        return count.get();
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join();
    }
}
