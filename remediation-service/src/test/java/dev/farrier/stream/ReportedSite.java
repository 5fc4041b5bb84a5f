package dev.farrier.stream;

import dev.farrier.model.WorkerReport;
import dev.farrier.replay.AssumedDeployment;
import dev.farrier.stream.client.MarkerWriter;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A site whose worker says that it takes everything, and does nothing; and the markers that the core would write. */
public final class ReportedSite implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final MarkerWriter markers;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;

    public ReportedSite(ClientConfig client, Topics topics, String site) {
        markers = new MarkerWriter(client, topics, () -> Set.of(site), busy -> true, "test");
        producer = new KafkaProducer<>(
                client.with("test-reports", Map.of(), Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
        WorkerReport report = AssumedDeployment.worker(site);
        thread = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    producer.send(new ProducerRecord<>(
                            topics.outcomes(site),
                            report.worker().id().getBytes(StandardCharsets.UTF_8),
                            RecordCodec.of(WorkerReport.class).encode(report)));
                    Thread.sleep(EVERY);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
        producer.close(Duration.ofSeconds(1));
        markers.close();
    }
}
