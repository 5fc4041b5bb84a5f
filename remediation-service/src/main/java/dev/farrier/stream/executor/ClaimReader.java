package dev.farrier.stream.executor;

import dev.farrier.execute.OutcomeLog.Claim;
import dev.farrier.execute.OutcomeLog.ClaimListener;
import dev.farrier.model.Marker;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.client.TopicReader;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the first claim or revocation of each command. A command can be started for one hour at most, so reading from two hours ago
 * finds the first claim of every command that can still be started.
 */
final class ClaimReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimReader.class);
    private static final RecordCodec<Outcome> OUTCOMES = RecordCodec.of(Outcome.class);
    private static final RecordCodec<WorkerReport> REPORTS = RecordCodec.of(WorkerReport.class);
    private static final RecordCodec<Marker> MARKERS = RecordCodec.of(Marker.class);
    private static final long LOOK_BACK_MILLIS = Duration.ofHours(2).toMillis();
    private static final int SWEEP_EVERY = 1_000;

    private final SiteTopicReader tail;
    private final ProcessIdentity identity;
    private final Map<String, Claim> first = new ConcurrentHashMap<>();
    private int sinceSweep;
    private boolean unknownKindLogged;
    private volatile ClaimListener listener = (command, claim) -> {};

    ClaimReader(
            ClientConfig config,
            String topic,
            ProcessIdentity identity,
            EndOffsetWatcher watch,
            LongSupplier monotonic) {
        this.identity = identity;
        long from = System.currentTimeMillis() - LOOK_BACK_MILLIS;
        // Committed records only: a revocation counts when the decider has committed it.
        tail = new SiteTopicReader(config, topic, IsolationLevel.READ_COMMITTED, from, watch, monotonic, this::handle);
    }

    void start() {
        tail.start();
    }

    @Nullable
    Claim firstClaim(String commandId) {
        return first.get(commandId);
    }

    void onFirstClaim(ClaimListener given) {
        listener = given;
    }

    SiteTopicReader tail() {
        return tail;
    }

    private void handle(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        try {
            if (OUTCOMES.wrote(value)) {
                outcome(OUTCOMES.decode(value), record);
            } else if (REPORTS.wrote(value)) {
                identity.observe(REPORTS.decode(value).worker().toString(), record.headers());
            } else if (!MARKERS.wrote(value) && !unknownKindLogged) {
                unknownKindLogged = true;
                LOG.warn(
                        "{} is of a kind that this version does not know; records of that kind are skipped",
                        TopicReader.place(record));
            }
        } catch (RecordFormatException e) {
            LOG.error("{}: {}", TopicReader.place(record), e.getMessage());
        }
    }

    private void outcome(Outcome outcome, ConsumerRecord<String, byte[]> record) {
        identity.observe(outcome.worker(), record.headers());
        if (outcome.kind() == OutcomeKind.CLAIMED || outcome.kind() == OutcomeKind.REVOKED) {
            claim(outcome, record);
        }
    }

    private void claim(Outcome outcome, ConsumerRecord<String, byte[]> record) {
        // A time that is not the log's own could be anything, so such a claim is never in time.
        boolean logsOwn = record.timestampType() == TimestampType.LOG_APPEND_TIME;
        if (!logsOwn) {
            LOG.error(
                    "{} does not have message.timestamp.type=LogAppendTime, so no claim on it counts", record.topic());
        }
        Claim claim = new Claim(
                outcome.incident(),
                identity.claimant(outcome.worker(), record.headers()),
                outcome.kind(),
                logsOwn ? record.timestamp() : Long.MAX_VALUE);
        if (first.putIfAbsent(outcome.command(), claim) == null) {
            listener.onFirstClaim(outcome.command(), claim);
        }
        if (++sinceSweep >= SWEEP_EVERY) {
            sinceSweep = 0;
            long oldest = record.timestamp() - LOOK_BACK_MILLIS;
            first.values().removeIf(old -> old.appendedAt() < oldest);
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
