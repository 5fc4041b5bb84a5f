package dev.farrier.benchmarks.kafka.throughput;

import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.ExpectedFirings;
import dev.farrier.benchmarks.kafka.Traffic;
import dev.farrier.model.Event;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts events onto their topic before anything is measured, as a busy producer does: in full batches, not compressed. */
final class Loader {
    private static final byte[] KEY = Traffic.SOURCE.getBytes(StandardCharsets.UTF_8);

    private Loader() {}

    /**
     * What was loaded.
     *
     * @param bytes of the values
     */
    record Loaded(long events, long bytes, long matching, long firings) {}

    static Loaded load(Broker broker, Traffic traffic, int policies, long events) {
        RecordCodec<Event> codec = RecordCodec.of(Event.class);
        ExpectedFirings expected = new ExpectedFirings(policies);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        long bytes = 0;
        long matching = 0;
        Map<String, Object> settings = broker.client()
                .with(
                        "benchmark-loader",
                        Map.of(
                                ProducerConfig.LINGER_MS_CONFIG,
                                100,
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                256 * 1024,
                                ProducerConfig.BUFFER_MEMORY_CONFIG,
                                64L << 20),
                        Map.of());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long i = 0; i < events; i++) {
                byte[] value = codec.encode(traffic.event(i));
                bytes += value.length;
                int key = traffic.keyOf(i);
                if (key >= 0) {
                    matching++;
                    expected.on(key, traffic.timeOf(i));
                }
                var unused = producer.send(
                        new ProducerRecord<>(Broker.TOPICS.events(), traffic.partitionOf(i), KEY, value),
                        (metadata, e) -> {
                            if (e != null) {
                                failure.set(e);
                            }
                        });
            }
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("not all events were written", failed);
        }
        return new Loaded(events, bytes, matching, expected.firings());
    }
}
