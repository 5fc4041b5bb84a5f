package dev.farrier.benchmarks.kafka.memory;

import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.Traffic;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Many (policy, host), of each some events that its policy counts. Not thread-safe. */
final class Keys {
    static final int POLICIES = 100;
    /** So that everything that was counted stays active for the whole run. */
    static final long WITHIN_MILLIS = 86_400_000;

    private static final RecordCodec<Event> CODEC = RecordCodec.of(Event.class);

    private final Broker broker;
    private long sent;

    Keys(Broker broker) {
        this.broker = broker;
    }

    /** Returns when all of them are written: of each key so many, one after the other. */
    void send(LongStream keys, int times) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Map<String, Object> settings = broker.client()
                .with(
                        "benchmark-keys",
                        Map.of(ProducerConfig.LINGER_MS_CONFIG, 20, ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024),
                        Map.of());
        byte[] source = Traffic.SOURCE.getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            keys.forEach(key -> {
                for (int i = 0; i < times; i++) {
                    var unused = producer.send(
                            new ProducerRecord<>(
                                    Broker.TOPICS.events(), (int) (key % Traffic.PARTITIONS), source, event(key)),
                            (metadata, e) -> {
                                if (e != null) {
                                    failure.set(e);
                                }
                            });
                }
            });
        }
        if (failure.get() != null) {
            throw new IllegalStateException("not all events were written", failure.get());
        }
    }

    private byte[] event(long key) {
        sent++;
        return CODEC.encode(new Event(
                "key/0/" + sent,
                Traffic.SOURCE,
                EventKind.METRIC,
                System.currentTimeMillis(),
                "policy-" + key % POLICIES,
                "critical",
                "",
                Labels.of("host", "host-" + key / POLICIES, "zone", "eu-central-1a"),
                1.0,
                null));
    }

    /** How many were sent in all. */
    long sent() {
        return sent;
    }
}
