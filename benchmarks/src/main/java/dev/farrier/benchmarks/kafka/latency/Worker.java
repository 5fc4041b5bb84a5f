package dev.farrier.benchmarks.kafka.latency;

import dev.farrier.benchmarks.kafka.Broker;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Says that it can take many commands, reads a site's as soon as they are committed, and answers each as a worker would whose
 * action takes no time.
 */
final class Worker implements AutoCloseable {
    private static final RecordCodec<SignedCommand> SIGNED = RecordCodec.of(SignedCommand.class);
    private static final RecordCodec<Command> COMMANDS = RecordCodec.of(Command.class);
    private static final RecordCodec<WorkerReport> REPORTS = RecordCodec.of(WorkerReport.class);
    private static final RecordCodec<Outcome> OUTCOMES = RecordCodec.of(Outcome.class);

    private static final WorkerInstance ME = new WorkerInstance("benchmark", 1);
    private static final int SLOTS = 100_000;
    private static final long REPORT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Told of each command when it is read. */
    interface Arrivals {
        /** @param nanos by {@link System#nanoTime} */
        void arrived(String target, long nanos);
    }

    private final Thread thread;
    private volatile boolean stop;

    /** @param publicKey written by the service when it starts; nothing is verified here, but a worker says whom it trusts */
    Worker(Broker broker, Path publicKey, Arrivals arrivals) {
        Map<String, Object> reading = broker.client()
                .with("benchmark-worker", Map.of(), Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
        Map<String, Object> writing =
                broker.client().with("benchmark-worker", Map.of(ProducerConfig.LINGER_MS_CONFIG, 0), Map.of());
        thread = Thread.ofPlatform().name("worker").start(() -> run(reading, writing, publicKey, arrivals));
    }

    private void run(Map<String, Object> reading, Map<String, Object> writing, Path publicKey, Arrivals arrivals) {
        TopicPartition commands = new TopicPartition(Broker.TOPICS.commands(Broker.SITE), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.assign(List.of(commands));
            consumer.seekToBeginning(List.of(commands));
            long reported = System.nanoTime() - REPORT_EVERY_NANOS;
            while (!stop) {
                if (System.nanoTime() - reported >= REPORT_EVERY_NANOS && Files.exists(publicKey)) {
                    reported = System.nanoTime();
                    send(producer, ME.id(), REPORTS.encode(report(publicKey)));
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    long now = System.nanoTime();
                    Command command =
                            COMMANDS.decode(SIGNED.decode(record.value()).command());
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
                command.worker().toString(),
                kind,
                System.currentTimeMillis(),
                0,
                "",
                "");
        send(producer, command.id(), OUTCOMES.encode(outcome));
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String key, byte[] value) {
        var unused = producer.send(
                new ProducerRecord<>(Broker.TOPICS.outcomes(Broker.SITE), key.getBytes(StandardCharsets.UTF_8), value));
    }

    private static WorkerReport report(Path publicKey) {
        SortedMap<String, Integer> slots = new TreeMap<>();
        for (SlotType lane : SlotType.values()) {
            slots.put(lane.name(), SLOTS);
        }
        return new WorkerReport(
                ME,
                "benchmark",
                Broker.SITE,
                WorkerReport.PROTOCOL,
                "benchmark",
                slots,
                List.of("http", "process", "script", "waitUntil"),
                trusted(publicKey),
                List.of(),
                false,
                false,
                false);
    }

    private static List<String> trusted(Path publicKey) {
        try {
            return List.copyOf(TrustedKeys.load(List.of(publicKey)).keyIds());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join();
    }
}
