package dev.farrier.stream;

import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.WorkerReport;
import dev.farrier.simulation.AssumedDeployment;
import dev.farrier.stream.client.MarkerWriter;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A site whose worker says that it takes everything, claims what it is sent and does nothing; and the markers that the core
 * would write. A worker that claims nothing would be sent little more.
 */
public final class ReportedSite implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Topics topics;
    private final String site;
    private final MarkerWriter markers;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> commands;
    private final Thread thread;
    private volatile WorkerReport report;

    public ReportedSite(ClientConfig client, Topics topics, String site) {
        this.topics = topics;
        this.site = site;
        report = AssumedDeployment.worker(site);
        markers = new MarkerWriter(client, topics, () -> Set.of(site), busy -> true, "test");
        producer = new KafkaProducer<>(
                client.with("test-reports", Map.of(), Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
        Map<String, Object> config = new HashMap<>(client.with("test-commands", Map.of(), Map.of()));
        config.put("isolation.level", "read_committed");
        commands = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = List.of(new TopicPartition(topics.commands(site), 0));
        commands.assign(all);
        commands.seekToBeginning(all);
        thread = Thread.ofPlatform().daemon().name("reported-site").start(this::work);
    }

    private void work() {
        long reportedAt = System.nanoTime() - EVERY.toNanos();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (System.nanoTime() - reportedAt >= EVERY.toNanos()) {
                    reportedAt = System.nanoTime();
                    say(report.worker().id(), RecordCodec.of(WorkerReport.class).encode(report));
                }
                for (ConsumerRecord<byte[], byte[]> record : commands.poll(POLL)) {
                    SignedCommand signed = RecordCodec.of(SignedCommand.class).decode(record.value());
                    claim(RecordCodec.of(Command.class).decode(signed.command()));
                }
            }
        } catch (InterruptException e) {
            // closed
        } finally {
            commands.close();
        }
    }

    /** From its next report on the worker trusts this key too. */
    public void trust(String key) {
        WorkerReport before = report;
        List<String> keys = new ArrayList<>(before.trustedKeys());
        keys.add(key);
        report = new WorkerReport(
                before.worker(),
                before.name(),
                before.site(),
                before.protocol(),
                before.version(),
                before.slots(),
                before.actionTypes(),
                keys,
                before.resumed(),
                before.draining(),
                before.halted(),
                before.killed());
    }

    private void claim(Command command) {
        Outcome claimed = new Outcome(
                command.id(),
                command.incident(),
                site,
                command.worker().toString(),
                OutcomeKind.CLAIMED,
                System.currentTimeMillis(),
                0,
                "",
                "");
        say(command.id(), RecordCodec.of(Outcome.class).encode(claimed));
    }

    private void say(String key, byte[] value) {
        producer.send(new ProducerRecord<>(topics.outcomes(site), key.getBytes(StandardCharsets.UTF_8), value));
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
        producer.close(Duration.ofSeconds(1));
        markers.close();
    }
}
