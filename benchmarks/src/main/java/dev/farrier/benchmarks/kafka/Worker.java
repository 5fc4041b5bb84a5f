package dev.farrier.benchmarks.kafka;

import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads a site's commands as soon as they are committed, and answers each as a worker would whose action takes no time. */
final class Worker implements AutoCloseable {
    private static final RecordCodec<SignedCommand> COMMANDS = RecordCodec.of(SignedCommand.class);
    private static final RecordCodec<Outcome> OUTCOMES = RecordCodec.of(Outcome.class);

    /** Told of each command when it is read. */
    interface Arrivals {
        /** @param nanos by {@link System#nanoTime} */
        void arrived(String target, long nanos);
    }

    private final Thread thread;
    private volatile boolean stop;

    Worker(Broker broker, Arrivals arrivals) {
        Map<String, Object> reading = broker.client()
                .with("benchmark-worker", Map.of(), Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
        Map<String, Object> writing =
                broker.client().with("benchmark-worker", Map.of(ProducerConfig.LINGER_MS_CONFIG, 0), Map.of());
        thread = Thread.ofPlatform().name("worker").start(() -> run(reading, writing, arrivals));
    }

    private void run(Map<String, Object> reading, Map<String, Object> writing, Arrivals arrivals) {
        TopicPartition commands = new TopicPartition(Broker.TOPICS.commands(Broker.SITE), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.assign(List.of(commands));
            consumer.seekToBeginning(List.of(commands));
            while (!stop) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    long now = System.nanoTime();
                    Command command = COMMANDS.decode(record.value()).command();
                    arrivals.arrived(command.target(), now);
                    answer(producer, command, OutcomeKind.CLAIMED);
                    answer(producer, command, OutcomeKind.SUCCEEDED);
                }
            }
        }
    }

    private static void answer(KafkaProducer<byte[], byte[]> producer, Command command, OutcomeKind kind) {
        Outcome outcome = new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                "benchmark",
                kind,
                System.currentTimeMillis(),
                0,
                "",
                "");
        var unused = producer.send(new ProducerRecord<>(
                Broker.TOPICS.outcomes(command.site()),
                command.id().getBytes(StandardCharsets.UTF_8),
                OUTCOMES.encode(outcome)));
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join();
    }
}
