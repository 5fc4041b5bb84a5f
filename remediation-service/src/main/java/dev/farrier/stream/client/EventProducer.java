package dev.farrier.stream.client;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/** Writes the events of receivers and file tails to their topic. Thread-safe; recovers when the broker is back. */
public final class EventProducer implements AutoCloseable {
    private static final RecordCodec<Event> EVENTS = RecordCodec.of(Event.class);
    private static final RecordCodec<DeadLetter> DEAD_LETTERS = RecordCodec.of(DeadLetter.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** How long one call may go on adding to the producer's buffer, besides its last wait for the broker. */
    private static final Duration SENDING = Duration.ofSeconds(9);

    /** A sender waits 10 s at most: Alertmanager, for one, when its group interval is short. */
    private static final Map<String, Object> PATIENCE = Map.of(
            ProducerConfig.MAX_BLOCK_MS_CONFIG, "4000",
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "8000");

    private final String bootstrap;
    private final Topics topics;
    private final Producer<String, byte[]> producer;

    public EventProducer(ClientConfig config, Topics topics) {
        this.bootstrap = config.bootstrap();
        this.topics = topics;
        this.producer = Clients.producer(config, "farrier-events", PATIENCE, Map.of());
    }

    /**
     * Sends all of it, however much that is. Blocks while the buffer is full or the broker does not say where its topics are:
     * 13 s at most, and 4 s when it never says. After the first record that can't be sent the rest is not tried.
     *
     * @return done when all replicas have all of it, so that it may be acknowledged; failed when any has failed (others may have
     *     been written), 21 s after this call at the latest, with a {@link dev.farrier.stream.admin.KafkaUnavailableException}, or
     *     an {@link IllegalArgumentException} when one is too large
     */
    public CompletableFuture<Void> send(List<Event> events, List<DeadLetter> letters) {
        Batch batch = new Batch();
        events.forEach(event -> batch.add(topics.events(), event.source(), () -> EVENTS.encode(event)));
        letters.forEach(letter -> batch.add(topics.deadLetters(), letter.source(), () -> DEAD_LETTERS.encode(letter)));
        return CompletableFuture.allOf(batch.sent.toArray(CompletableFuture[]::new));
    }

    /** The records of one call. */
    private final class Batch {
        private final List<CompletableFuture<Void>> sent = new ArrayList<>();
        private final long end = System.nanoTime() + SENDING.toNanos();
        private boolean failed;

        void add(String topic, String key, Supplier<byte[]> value) {
            if (failed) {
                return;
            }
            CompletableFuture<Void> done = new CompletableFuture<>();
            sent.add(done);
            try {
                if (System.nanoTime() >= end) {
                    throw new TimeoutException("sending takes too long");
                }
                producer.send(new ProducerRecord<>(topic, key, value.get()), (metadata, failure) -> {
                    if (failure == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(KafkaFailure.describe(bootstrap, failure));
                    }
                });
            } catch (KafkaException | IllegalStateException e) {
                done.completeExceptionally(KafkaFailure.describe(bootstrap, e));
            }
            // Kafka reports most of what it can't send by the callback, before it returns.
            failed = done.isCompletedExceptionally();
        }
    }

    /** Waits up to 5 s for records that are being sent. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
