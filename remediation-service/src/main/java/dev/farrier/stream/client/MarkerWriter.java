package dev.farrier.stream.client;

import dev.farrier.model.Marker;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the markers that move the decider's clocks: to {@code operator-inputs} each second, to each site's outcomes each
 * second while something is on its way there, else each 5 s. By a plain producer and a thread a topic, so that one that can't
 * be written to delays no other, and no transaction. Several writers do no harm.
 */
public final class MarkerWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MarkerWriter.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration LOOK_FOR_SITES = Duration.ofSeconds(1);

    private final Topics topics;
    private final byte[] marker;
    private final Predicate<String> busy;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread main;
    private final Map<String, Thread> sites = new HashMap<>();

    /**
     * @param known the sites whose topics exist now; asked each second
     * @param busy whether something is on its way at a site
     * @param by names this process, for people
     */
    public MarkerWriter(
            ClientConfig config,
            Topics topics,
            Supplier<? extends Set<String>> known,
            Predicate<String> busy,
            String by) {
        this.topics = topics;
        this.busy = busy;
        this.marker = RecordCodec.of(Marker.class).encode(new Marker(by));
        this.producer = new KafkaProducer<>(
                config.with(
                        "farrier-markers",
                        Map.of(
                                // A marker that comes late says no more than the next one.
                                ProducerConfig.MAX_BLOCK_MS_CONFIG, "2000",
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "3000",
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "4000",
                                ProducerConfig.LINGER_MS_CONFIG, "0"),
                        Map.of(
                                // What fails at one partition must not concern the others, and a second marker is
                                // harmless.
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false",
                                ProducerConfig.ACKS_CONFIG, "all")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.main = Thread.ofVirtual().name("farrier-markers").start(() -> run(known));
    }

    private void run(Supplier<? extends Set<String>> known) {
        Thread operators = Thread.ofVirtual()
                .name("farrier-markers-operators")
                .start(() -> write(topics.operatorInputs(), () -> EVERY));
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Set<String> now = known.get();
                for (String site : now) {
                    sites.computeIfAbsent(
                            site,
                            name -> Thread.ofVirtual()
                                    .name("farrier-markers-" + name)
                                    .start(() -> write(topics.outcomes(name), () -> busy.test(name) ? EVERY : IDLE)));
                }
                sites.entrySet().removeIf(site -> {
                    boolean gone = !now.contains(site.getKey());
                    if (gone) {
                        site.getValue().interrupt();
                    }
                    return gone;
                });
                Thread.sleep(LOOK_FOR_SITES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            operators.interrupt();
            sites.values().forEach(Thread::interrupt);
        }
    }

    private void write(String topic, Supplier<Duration> pause) {
        boolean failing = false;
        long writtenAt = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                producer.send(new ProducerRecord<>(topic, marker)).get();
                failing = false;
                writtenAt = System.nanoTime();
                // Asked again meanwhile: what has become busy must not wait for the longer pause.
                do {
                    Thread.sleep(EVERY);
                } while (System.nanoTime() - writtenAt < pause.get().toNanos() - EVERY.toNanos() / 2);
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | KafkaException | IllegalStateException e) {
                if (!failing) {
                    LOG.warn("{} can't be written to; what waits for it waits on: {}", topic, e.getMessage());
                }
                failing = true;
                try {
                    Thread.sleep(EVERY);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        main.interrupt();
        producer.close(Duration.ofSeconds(1));
    }
}
