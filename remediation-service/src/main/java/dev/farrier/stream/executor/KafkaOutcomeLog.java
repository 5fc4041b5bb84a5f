package dev.farrier.stream.executor;

import dev.farrier.execute.OutcomeLog;
import dev.farrier.execute.TopicProgress;
import dev.farrier.execute.WorkerClock;
import dev.farrier.model.Outcome;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * {@code outcomes.<site>}: writes to its one partition, idempotently and to all replicas, and reads the claims back. The append
 * times of heartbeats set the worker's clock.
 */
final class KafkaOutcomeLog implements OutcomeLog, AutoCloseable {
    private static final RecordCodec<Outcome> OUTCOMES = RecordCodec.of(Outcome.class);
    private static final RecordCodec<WorkerReport> REPORTS = RecordCodec.of(WorkerReport.class);

    private final ClientConfig config;
    private final String topic;
    private final ProcessIdentity identity;
    private final WorkerClock clock;
    private final ClaimReader claims;
    private KafkaProducer<byte[], byte[]> producer;

    KafkaOutcomeLog(
            ClientConfig config, String topic, ProcessIdentity identity, EndOffsetWatcher watch, WorkerClock clock) {
        this.config = config;
        this.topic = topic;
        this.identity = identity;
        this.clock = clock;
        this.producer = newProducer();
        this.claims = new ClaimReader(config, topic, identity, watch, clock::monotonic);
        claims.start();
    }

    @Override
    public void append(Outcome outcome) throws AppendFailedException, InterruptedException {
        try {
            send(outcome).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new AppendFailedException(String.valueOf(cause.getMessage()), cause);
        }
    }

    @Override
    public CompletableFuture<Void> send(Outcome outcome) {
        return send(outcome.command(), () -> OUTCOMES.encode(outcome), false);
    }

    @Override
    public CompletableFuture<Void> send(WorkerReport report) {
        return send(report.worker().id(), () -> REPORTS.encode(report), true);
    }

    /** @param tellsTime whether its append time sets the worker's clock */
    private CompletableFuture<Void> send(String key, Supplier<byte[]> value, boolean tellsTime) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        KafkaProducer<byte[], byte[]> used = producer();
        long sentAt = clock.monotonic();
        try {
            var unused = used.send(
                    new ProducerRecord<>(
                            topic, 0, key.getBytes(StandardCharsets.UTF_8), value.get(), List.of(identity.header())),
                    (metadata, failure) -> {
                        if (failure != null) {
                            renewAfter(used, failure);
                            done.completeExceptionally(failure);
                            return;
                        }
                        if (tellsTime) {
                            clock.adjust(sentAt, clock.monotonic(), metadata.timestamp());
                        }
                        done.complete(null);
                    });
        } catch (KafkaException | IllegalStateException e) {
            renewAfter(used, e);
            done.completeExceptionally(e);
        }
        return done;
    }

    @Override
    public @Nullable Claim firstClaim(String commandId) {
        return claims.firstClaim(commandId);
    }

    @Override
    public void onFirstClaim(ClaimListener listener) {
        claims.onFirstClaim(listener);
    }

    @Override
    public @Nullable String identityConflict() {
        return identity.identityConflict();
    }

    @Override
    public TopicProgress progress() {
        return claims.tail();
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    /** After an error that is not retriable the producer may be unusable, so a new one replaces it. */
    private void renewAfter(KafkaProducer<byte[], byte[]> used, Throwable failure) {
        if (failure instanceof RetriableException) {
            return;
        }
        synchronized (this) {
            if (producer != used) {
                return;
            }
            producer = newProducer();
        }
        // Not by this thread: it may be the producer's own.
        Thread.ofVirtual().start(() -> used.close(Duration.ZERO));
    }

    private KafkaProducer<byte[], byte[]> newProducer() {
        return new KafkaProducer<>(config.with(
                "farrier-outcomes-" + topic,
                Map.of(
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000",
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "5000",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000"),
                Map.of(
                        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
                        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                        ProducerConfig.LINGER_MS_CONFIG, "0")));
    }

    @Override
    public void close() {
        producer().close(Duration.ofSeconds(1));
        claims.close();
    }
}
