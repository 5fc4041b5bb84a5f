package dev.farrier.stream.executor;

import dev.farrier.execute.CommandReader;
import dev.farrier.execute.TopicProgress;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.WorkerInstance;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.client.TopicReader;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code commands.<site>} from its end on, as far as the keys name this incarnation of the worker. No offset is stored: a command
 * that names this incarnation can't have been sent before it began.
 */
final class KafkaCommands implements CommandReader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCommands.class);
    private static final RecordCodec<SignedCommand> CODEC = RecordCodec.of(SignedCommand.class);

    private final String key;
    private final SiteTopicReader tail;
    private final BlockingQueue<SignedCommand> received = new LinkedBlockingQueue<>();

    KafkaCommands(
            ClientConfig config, String topic, WorkerInstance worker, EndOffsetWatcher watch, LongSupplier monotonic) {
        key = worker.toString();
        // Committed records only: a command is sent when the decider has committed it.
        tail = new SiteTopicReader(
                config, topic, IsolationLevel.READ_COMMITTED, TopicReader.END, watch, monotonic, this::handle);
        tail.start();
    }

    private void handle(ConsumerRecord<String, byte[]> record) {
        if (!key.equals(record.key())) {
            return;
        }
        try {
            received.add(CODEC.decode(record.value()));
        } catch (RecordFormatException e) {
            LOG.error("command at {}: {}", TopicReader.place(record), e.getMessage());
        }
    }

    @Override
    public List<SignedCommand> poll(long millis) throws InterruptedException {
        List<SignedCommand> all = new ArrayList<>();
        SignedCommand first = received.poll(millis, TimeUnit.MILLISECONDS);
        if (first != null) {
            all.add(first);
            received.drainTo(all);
        }
        return all;
    }

    @Override
    public TopicProgress progress() {
        return tail;
    }

    @Override
    public void close() {
        tail.close();
    }
}
