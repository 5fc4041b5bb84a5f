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
 * Writes the markers that advance the decider's clocks: to {@code operator-inputs} each second, to a site's outcomes each
 * second while a command is outstanding there, else each 5 s. A producer without transactions and a thread for each topic:
 * a topic that can't be written to delays no other. Several writers do no harm.
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
     * @param busy whether a command is outstanding at a site
     * @param by the name of this process
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
                                // The next marker says as much as a late one.
                                ProducerConfig.MAX_BLOCK_MS_CONFIG, "2000",
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "3000",
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "4000",
                                ProducerConfig.LINGER_MS_CONFIG, "0"),
                        Map.of(
                                // A failure at one partition must not hold up the others. A second marker is harmless.
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
                // Asked again each second: a site that becomes busy must not wait for the longer pause.
                do {
                    Thread.sleep(EVERY);
                } while (System.nanoTime() - writtenAt < pause.get().toNanos() - EVERY.toNanos() / 2);
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | KafkaException | IllegalStateException e) {
                if (!failing) {
                    LOG.warn(
                            "Cannot write progress markers to {}; the decider's clock of that topic stands still until "
                                    + "then: {}",
                            topic,
                            e.getMessage());
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
