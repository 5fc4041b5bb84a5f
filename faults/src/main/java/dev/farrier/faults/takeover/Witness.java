package dev.farrier.faults.takeover;

import dev.farrier.faults.deployment.Deployment;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads detections and incidents as soon as they are committed, and remembers when it first got those of each event. */
final class Witness implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private final RecordCodec<Incident> incidents = RecordCodec.of(Incident.class);
    private final String log;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Detected> detected = new ConcurrentHashMap<>();
    private final Map<String, Long> decided = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean stop;

    /** @param at epoch milliseconds */
    record Detected(long at, int partition) {}

    Witness(Deployment deployment) {
        log = deployment.topics().deciderLog();
        consumer = new KafkaConsumer<>(
                deployment
                        .client()
                        .with(
                                "faults-witness",
                                Map.of(),
                                Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(
                new TopicPartition(log, 0),
                new TopicPartition(deployment.topics().incidents(), 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = Thread.ofPlatform().daemon().name("witness").start(this::run);
    }

    private void run() {
        while (!stop) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.value() != null) {
                    add(record);
                }
            }
        }
        consumer.close();
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        long now = System.currentTimeMillis();
        if (!record.topic().equals(log)) {
            ids(incidents.decode(record.value()).detection()).forEach(id -> decided.putIfAbsent(id, now));
        } else if (inputs.decode(record.value()) instanceof Detection detection) {
            ids(detection).forEach(id -> detected.putIfAbsent(id, new Detected(now, detection.partition())));
        }
    }

    /** An event's own id stands behind its source's name. */
    private static List<String> ids(Detection detection) {
        return detection.samples().stream()
                .map(id -> id.substring(id.indexOf('/') + 1))
                .toList();
    }

    /** When the detection of the event came, and on which partition; at 0 and -1 as long as it has not. */
    Detected detected(String event) {
        return detected.getOrDefault(event, new Detected(0, -1));
    }

    /** When the incident of the event's detection came; 0: it has not. */
    long decided(String event) {
        return decided.getOrDefault(event, 0L);
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join();
    }
}
