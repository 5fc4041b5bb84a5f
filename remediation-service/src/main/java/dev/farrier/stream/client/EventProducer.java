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

/** Puts what receivers and tailers take in onto its topic. Thread-safe; goes on by itself when the broker is back. */
public final class EventProducer implements AutoCloseable {
    private static final RecordCodec<Event> EVENTS = RecordCodec.of(Event.class);
    private static final RecordCodec<DeadLetter> DEAD_LETTERS = RecordCodec.of(DeadLetter.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** How long all of one call may take to be put into the buffer, besides the last wait for the broker. */
    private static final Duration SENDING = Duration.ofSeconds(9);

    /** Whoever sends waits 10 s for an answer at most: Alertmanager, for one, where its group interval is short. */
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

    /** As {@link #send(List, List)}. */
    public CompletableFuture<Void> send(Event event) {
        return send(List.of(event), List.of());
    }

    /** As {@link #send(List, List)}. */
    public CompletableFuture<Void> send(List<Event> events) {
        return send(events, List.of());
    }

    /** As {@link #send(List, List)}. */
    public CompletableFuture<Void> send(DeadLetter letter) {
        return send(List.of(), List.of(letter));
    }

    /**
     * All of it, however much that is: blocks while the broker does not tell where its topics are or the buffer is full, 13 s
     * at most, and 4 s where it never tells. After the first that can't be sent the rest is not tried.
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

    /** What is sent together. */
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
                    throw new TimeoutException("it takes too long to send");
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
            // Kafka tells of most that it can't send through the callback, at once
            failed = done.isCompletedExceptionally();
        }
    }

    /** Waits up to 5 s for what is on its way. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
