package dev.farrier.stream.executor;

import dev.farrier.execute.OutcomeLog.Claim;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first claim or revocation of each command. All outcomes of a command share a partition, and a command can be started
 * for one hour at most, so reading each partition in order from two hours ago finds every first that can still matter.
 */
final class ClaimTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimTail.class);
    private static final RecordCodec<Outcome> CODEC = RecordCodec.of(Outcome.class);
    private static final long LOOK_BACK_MILLIS = Duration.ofHours(2).toMillis();
    private static final int SWEEP_EVERY = 1_000;

    private final TopicTail tail;
    private final Map<String, Claim> first = new HashMap<>();
    private int sinceSweep;

    ClaimTail(ClientConfig config, String topic) {
        long from = System.currentTimeMillis() - LOOK_BACK_MILLIS;
        // Committed only: a revocation that the decider has not committed has not been made.
        tail = new TopicTail(config, topic, IsolationLevel.READ_COMMITTED, from, this::handle);
        tail.start();
    }

    synchronized @Nullable Claim first(String commandId) {
        return first.get(commandId);
    }

    synchronized @Nullable Claim await(String commandId, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!first.containsKey(commandId)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        return first.get(commandId);
    }

    boolean caughtUp() {
        return tail.readUpTo() > 0;
    }

    private void handle(ConsumerRecord<byte[], byte[]> record) {
        Outcome outcome;
        try {
            outcome = CODEC.decode(record.value());
        } catch (RecordFormatException | NullPointerException e) {
            LOG.error("outcome at {}/{}/{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            return;
        }
        if (outcome.kind() == OutcomeKind.CLAIMED || outcome.kind() == OutcomeKind.REVOKED) {
            add(outcome, record);
        }
    }

    private synchronized void add(Outcome outcome, ConsumerRecord<byte[], byte[]> record) {
        // A time that is not the log's own is anybody's word: such a claim is never in time.
        boolean logsOwn = record.timestampType() == TimestampType.LOG_APPEND_TIME;
        if (!logsOwn) {
            LOG.error("{} has not message.timestamp.type=LogAppendTime: no claim on it is in time", record.topic());
        }
        Claim claim = new Claim(outcome.worker(), outcome.kind(), logsOwn ? record.timestamp() : Long.MAX_VALUE);
        first.putIfAbsent(outcome.command(), claim);
        if (++sinceSweep >= SWEEP_EVERY) {
            sinceSweep = 0;
            long oldest = record.timestamp() - LOOK_BACK_MILLIS;
            first.values().removeIf(old -> old.appendedAt() < oldest);
        }
        notifyAll();
    }

    @Override
    public void close() {
        tail.close();
    }
}
