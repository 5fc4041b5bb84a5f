package dev.farrier.benchmarks.kafka.latency;

import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.benchmarks.kafka.PolicyFiles;
import dev.farrier.benchmarks.kafka.Traffic;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events at a given rate on a thread of its own, each at its planned moment whatever became of those before: an open
 * loop. Whoever measures from the planned moment also sees what waited because the sender, or all behind it, was late.
 */
final class Sender implements AutoCloseable {
    private static final long STEP_NANOS = 1_000_000;
    private static final int POOL = 20_000;
    private static final byte[] KEY = Traffic.SOURCE.getBytes(StandardCharsets.UTF_8);
    private static final RecordCodec<Event> CODEC = RecordCodec.of(Event.class);

    /** Told of each probe when it is due. */
    interface Probes {
        /** @param plannedNanos by {@link System#nanoTime} */
        void planned(int probe, long plannedNanos);
    }

    private final KafkaProducer<byte[], byte[]> producer;
    private final Traffic traffic;
    private final byte[][] noise = new byte[POOL][];
    private final Thread thread;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean stop;
    private volatile long sent;
    private volatile long latestNanos;

    /**
     * @param rate events a second; 0: as many as go
     * @param probesEvery nanoseconds between two probes; 0: none
     * @param firstProbe the number of the first one
     */
    Sender(Broker broker, Traffic traffic, long rate, long probesEvery, int firstProbe, Probes probes) {
        this.traffic = traffic;
        Map<String, Object> settings = broker.client()
                .with(
                        "benchmark-sender",
                        Map.of(
                                ProducerConfig.LINGER_MS_CONFIG,
                                0,
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                64 * 1024,
                                ProducerConfig.BUFFER_MEMORY_CONFIG,
                                64L << 20),
                        Map.of());
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        int next = 0;
        for (long i = 0; next < POOL; i++) {
            if (traffic.keyOf(i) < 0) {
                noise[next++] = CODEC.encode(traffic.event(i));
            }
        }
        thread = Thread.ofPlatform().name("sender").start(() -> run(rate, probesEvery, firstProbe, probes));
    }

    private void run(long rate, long probesEvery, int firstProbe, Probes probes) {
        long begin = System.nanoTime();
        long number = 0;
        int probe = 0;
        while (!stop) {
            long now = System.nanoTime();
            long due = rate == 0 ? number + 1_000 : (long) ((now - begin) * (rate / 1e9));
            while (probesEvery > 0 && begin + probe * probesEvery <= now) {
                long planned = begin + probe * probesEvery;
                probes.planned(firstProbe + probe, planned);
                send(probe % Traffic.PARTITIONS, probe(firstProbe + probe));
                latestNanos = Math.max(latestNanos, System.nanoTime() - planned);
                probe++;
            }
            for (; number < due && !stop; number++) {
                send(traffic.partitionOf(number), background(number));
            }
            sent = number;
            if (rate > 0) {
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
    }

    /** What concerns nobody is not written anew: nobody looks at what differs. */
    private byte[] background(long number) {
        return traffic.keyOf(number) < 0
                ? noise[(int) (number % POOL)]
                : CODEC.encode(traffic.event(number, System.currentTimeMillis()));
    }

    private static byte[] probe(int number) {
        return CODEC.encode(new Event(
                "probe-" + number,
                "probes",
                EventKind.EVENT,
                System.currentTimeMillis(),
                "broken",
                "critical",
                "a unit has failed",
                Labels.of("host", PolicyFiles.target(number)),
                null,
                null));
    }

    private void send(int partition, byte[] value) {
        var unused =
                producer.send(new ProducerRecord<>(Broker.TOPICS.events(), partition, KEY, value), (metadata, e) -> {
                    if (e != null) {
                        failure.set(e);
                    }
                });
    }

    /** How many events, probes not counted. */
    long sent() {
        return sent;
    }

    /** The longest that a probe was handed over after its planned moment, nanoseconds; it is part of what is measured. */
    long latestNanos() {
        return latestNanos;
    }

    /** @throws IllegalStateException when an event was not written */
    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join();
        producer.close();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("not all events were written", failed);
        }
    }
}
