package dev.farrier.stream.executor;

import dev.farrier.execute.OutcomeLog;
import dev.farrier.model.Outcome;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** {@code outcomes.<site>}: written idempotently, with all replicas, keyed by command; and its claims, read back. */
final class KafkaOutcomeLog implements OutcomeLog, AutoCloseable {
    private static final RecordCodec<Outcome> CODEC = RecordCodec.of(Outcome.class);

    private final ClientConfig config;
    private final String topic;
    private final ClaimTail claims;
    private KafkaProducer<byte[], byte[]> producer;

    KafkaOutcomeLog(ClientConfig config, String topic) {
        this.config = config;
        this.topic = topic;
        this.producer = newProducer();
        this.claims = new ClaimTail(config, topic);
    }

    @Override
    public void append(Outcome outcome) throws NotTaken, InterruptedException {
        byte[] key = outcome.command().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, CODEC.encode(outcome));
        KafkaProducer<byte[], byte[]> used = producer();
        try {
            Future<RecordMetadata> sent = used.send(record);
            sent.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            renewAfter(used, cause);
            throw new NotTaken(String.valueOf(cause.getMessage()), cause);
        } catch (KafkaException | IllegalStateException e) {
            renewAfter(used, e);
            throw new NotTaken(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public @Nullable Claim first(String commandId) {
        return claims.first(commandId);
    }

    @Override
    public @Nullable Claim await(String commandId, long millis) throws InterruptedException {
        return claims.await(commandId, millis);
    }

    @Override
    public boolean caughtUp() {
        return claims.caughtUp();
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    /** What trying again does not mend may be the producer's own state, from which it does not come back. */
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
        used.close(Duration.ZERO);
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
