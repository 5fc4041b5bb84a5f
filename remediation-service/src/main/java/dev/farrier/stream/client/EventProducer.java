package dev.farrier.stream.client;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Puts what receivers and tailers take in onto its topic. Thread-safe; goes on by itself when the broker is back. */
public final class EventProducer implements AutoCloseable {
    private static final RecordCodec<Event> EVENTS = RecordCodec.of(Event.class);
    private static final RecordCodec<DeadLetter> DEAD_LETTERS = RecordCodec.of(DeadLetter.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String bootstrap;
    private final Topics topics;
    private final Producer<String, byte[]> producer;

    public EventProducer(ClientConfig config, Topics topics) {
        this.bootstrap = config.bootstrap();
        this.topics = topics;
        this.producer = Clients.producer(config, "farrier-events", Map.of());
    }

    /**
     * Blocks up to 10 s while the broker has never been reached or its buffer is full.
     *
     * @return done when all replicas have it, so that it may be acknowledged; fails, after 20 s at the latest, with a {@link
     *     dev.farrier.stream.admin.KafkaUnavailableException}, or an {@link IllegalArgumentException} when it is too large
     */
    public CompletableFuture<Void> send(Event event) {
        return send(topics.events(), event.source(), EVENTS.encode(event));
    }

    /** All of them: done when the last one is, failed when any has failed (others may have been written). */
    public CompletableFuture<Void> send(List<Event> events) {
        return CompletableFuture.allOf(events.stream().map(this::send).toArray(CompletableFuture[]::new));
    }

    /** As {@link #send(Event)}. */
    public CompletableFuture<Void> send(DeadLetter letter) {
        return send(topics.deadLetters(), letter.source(), DEAD_LETTERS.encode(letter));
    }

    private CompletableFuture<Void> send(String topic, String key, byte[] value) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            producer.send(new ProducerRecord<>(topic, key, value), (metadata, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(KafkaFailure.inWords(bootstrap, failure));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            done.completeExceptionally(KafkaFailure.inWords(bootstrap, e));
        }
        return done;
    }

    /** Waits up to 5 s for what is on its way. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
