package dev.farrier.faults.deployment;

import dev.farrier.stream.ClientConfig;
import dev.farrier.view.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes events to {@link Deployment#EVENTS} by an idempotent producer, and remembers which were acknowledged. Thread-safe. */
public final class EventSender implements AutoCloseable {
    private final KafkaProducer<String, String> producer;
    private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /**
     * @param at the record's time on its topic, epoch milliseconds
     * @param partition of {@link Deployment#EVENTS}
     */
    public record Acknowledged(String id, String name, String host, long at, int partition) {}

    public EventSender(ClientConfig client) {
        producer = new KafkaProducer<>(
                client.with(
                        "faults-sender",
                        Map.of(
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                                ProducerConfig.LINGER_MS_CONFIG, 2,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 300_000,
                                ProducerConfig.MAX_BLOCK_MS_CONFIG, 300_000),
                        Map.of()),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Events of one host keep their order. */
    public void send(String name, String host) {
        String id = "e" + number.incrementAndGet();
        String text = new JsonObject()
                .put("id", id)
                .put("name", name)
                .put("host", host)
                .line();
        var unused = producer.send(new ProducerRecord<>(Deployment.EVENTS, host, text), (metadata, e) -> {
            if (e == null) {
                acknowledged.add(new Acknowledged(id, name, host, metadata.timestamp(), metadata.partition()));
            } else {
                failed.incrementAndGet();
            }
        });
    }

    /** Returns when nothing is on its way any more. */
    public void flush() {
        producer.flush();
    }

    public List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** How many were given up unacknowledged. */
    public long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
