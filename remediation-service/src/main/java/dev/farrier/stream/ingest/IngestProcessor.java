package dev.farrier.stream.ingest;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.EventView;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.Signal;
import dev.farrier.stream.RecordHeaders;
import dev.farrier.stream.runtime.PreCommitHook;
import dev.farrier.stream.serde.EventDecoder;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.stream.topology.CompiledBundle;
import dev.farrier.stream.topology.StageListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Decodes records into events, matches them and sends signals; once a second it sends progress markers. */
final class IngestProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Duration MARKER_EVERY = Duration.ofSeconds(1);

    /**
     * @param eventsTopic the topic of events that a receiver or the file tailer has read
     * @param inputs topics that this application reads
     * @param read how far the consumer group has read
     * @param paced whether this processor requests commits, see {@link CommitPace}
     */
    record IngestContext(
            ActivePolicies policies,
            String eventsTopic,
            Set<String> inputs,
            Supplier<ReadProgress> read,
            StageListener listener,
            boolean paced) {}

    private final IngestContext deps;
    private final EventDecoder events = new EventDecoder();
    private final RecordCodec<Signal> signals = RecordCodec.of(Signal.class);
    private final RecordCodec<DeadLetter> deadLetters = RecordCodec.of(DeadLetter.class);
    private ProgressTracker progresses = new ProgressTracker();
    private final HeartbeatCoalescer heartbeats;
    private CommitPace pace = new CommitPace();
    private @Nullable Cancellable markerSchedule;
    /** Requests commits. Runs only while there is something to commit: Kafka Streams commits a task whose punctuator ran. */
    private @Nullable Cancellable commitSchedule;

    private @Nullable ProcessorContext<byte[], byte[]> context;

    IngestProcessor(IngestContext deps) {
        this.deps = deps;
        this.heartbeats = new HeartbeatCoalescer(this::send, deps.listener()::passedOver);
    }

    /**
     * Also called when the task is revived after its transaction was aborted: the records of that transaction are read again,
     * so everything learnt from them is dropped. Kafka Streams keeps the old schedules, which are cancelled here.
     */
    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        heartbeats.clear();
        progresses = new ProgressTracker();
        pace = CommitPace.ofThisThread();
        if (markerSchedule != null) {
            markerSchedule.cancel();
        }
        cancelCommitSchedule();
        PreCommitHook beforeCommit = newContext.getStateStore(IngestTopology.BEFORE_COMMIT);
        beforeCommit.runForwarding(newContext, () -> {
            heartbeats.flush();
            pace.committed(newContext.currentSystemTimeMs());
            cancelCommitSchedule();
        });
        markerSchedule =
                newContext.schedule(MARKER_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> sendMarkers(newContext));
    }

    private void scheduleCommit(ProcessorContext<byte[], byte[]> of, long timestamp) {
        pace.read(timestamp);
        if (commitSchedule == null && deps.paced()) {
            commitSchedule = of.schedule(CommitPace.ASK_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> {
                if (pace.commitNow(now)) {
                    of.commit();
                }
            });
        }
    }

    private void cancelCommitSchedule() {
        if (commitSchedule != null) {
            commitSchedule.cancel();
            commitSchedule = null;
        }
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
        RecordMetadata origin = out.recordMetadata().orElseThrow();
        scheduleCommit(out, in.timestamp());
        CompiledBundle loaded = deps.policies().current();
        if (origin.topic().equals(deps.eventsTopic())) {
            try {
                events.read(in.value());
                handle(in, loaded, events);
            } catch (RecordFormatException e) {
                sendDeadLetter(
                        out,
                        in,
                        DeadLetter.of("", String.valueOf(e.getMessage()), where(origin), in.timestamp(), in.value()));
            }
            return;
        }
        String where = where(origin);
        for (Ingest ingest : loaded.sourcesOf(origin.topic())) {
            Arrival arrival = Arrival.received(where, in.timestamp())
                    .with(ingest.readsHeaders() ? RecordHeaders.texts(in.headers()) : Map.of());
            IngestResult read = ingest.read(in.value(), arrival);
            deps.listener().read(ingest.source().name(), read);
            for (Event event : read.events()) {
                handle(in, loaded, event);
            }
            for (DeadLetter letter : read.deadLetters()) {
                sendDeadLetter(out, in, letter);
            }
        }
    }

    private static String where(RecordMetadata origin) {
        return origin.topic() + "/" + origin.partition() + "/" + origin.offset();
    }

    /** Most events match no policy, which a few fields tell: the rest is then not decoded. */
    private void handle(Record<byte[], byte[]> in, CompiledBundle loaded, EventView event) {
        progresses.record(event, loaded.bundle().sources().get(event.source()), in.timestamp());
        if (event instanceof Event || loaded.index().mayMatch(event)) {
            match(in, loaded, event.whole().notLaterThan(in.timestamp()));
        }
    }

    private void match(Record<byte[], byte[]> in, CompiledBundle loaded, Event event) {
        for (MatchedEvent matched : loaded.index().match(event)) {
            deps.listener().matched(matched);
            heartbeats.accept(matched, loaded, in.timestamp());
        }
    }

    private void send(MatchedEvent matched, String group, long appendedAt) {
        byte[] key = group.getBytes(StandardCharsets.UTF_8);
        Objects.requireNonNull(context)
                .forward(new Record<>(key, signals.encode(matched), appendedAt), IngestTopology.SIGNALS);
    }

    private void sendDeadLetter(ProcessorContext<byte[], byte[]> out, Record<byte[], byte[]> in, DeadLetter letter) {
        deps.listener().deadLetter(letter.source());
        byte[] key = letter.source().getBytes(StandardCharsets.UTF_8);
        out.forward(new Record<>(key, deadLetters.encode(letter), in.timestamp()), IngestTopology.DEAD_LETTERS);
    }

    private void sendMarkers(ProcessorContext<byte[], byte[]> out) {
        heartbeats.flush();
        int partition = out.taskId().partition();
        ReadProgress read = deps.read().get();
        for (ProgressMarker marker : progresses.drainMarkers(
                deps.policies().current().bundle(),
                deps.eventsTopic(),
                deps.inputs(),
                partition,
                read,
                deps.listener())) {
            out.forward(new Record<>(null, signals.encode(marker), out.currentSystemTimeMs()), IngestTopology.SIGNALS);
        }
        scheduleCommit(out, out.currentSystemTimeMs());
    }
}
