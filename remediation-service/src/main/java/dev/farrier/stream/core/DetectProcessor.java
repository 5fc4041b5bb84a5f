package dev.farrier.stream.core;

import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.DetectorEngine.TaskAssignment;
import dev.farrier.detect.DropCounter;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.Signal;
import dev.farrier.stream.runtime.PreCommitHook;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.stream.topology.SignalPartitioner;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the {@link DetectorEngine} on signals and sends what it finds to the decider's log. */
final class DetectProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(DetectProcessor.class);

    /** @param partitions how many partitions the signals topic has */
    record DetectContext(ActivePolicies policies, int partitions, DropCounter tally, DetectRebuild rebuild) {}

    private final DetectContext deps;
    /** Policies that exceeded their {@code maxGroups}. */
    private final Set<String> warned = new HashSet<>();

    private final RecordCodec<Signal> signals = RecordCodec.of(Signal.class);
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable DetectorEngine engine;
    /** The store has no state yet. */
    private boolean isEmpty;
    /** The engine's state was written once: at the next time that is committed. */
    private boolean isWritten;

    DetectProcessor(DetectContext deps) {
        this.deps = deps;
    }

    /** Also called when the task is revived after its transaction was aborted: the engine's state is then dropped. */
    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        engine = null;
        isWritten = false;
        isEmpty = DetectRebuild.isNeeded(newContext.getStateStore(CoreTopology.GROUPS));
        if (isEmpty) {
            deps.policies().awaitFirst();
            deps.rebuild().fold(assignment(newContext));
        }
        PreCommitHook beforeCommit = newContext.getStateStore(CoreTopology.BEFORE_COMMIT);
        beforeCommit.run(this::writeState);
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
        Signal signal = asOf(in.timestamp(), signals.decode(in.value()));
        for (DeciderInput input : engine(out).onSignal(signal, deps.policies().inForce(), in.timestamp())) {
            out.forward(new Record<>(null, inputs.encode(input), out.currentSystemTimeMs()));
        }
    }

    /** @param at its append time, epoch milliseconds */
    static Signal asOf(long at, Signal signal) {
        return signal instanceof ProgressMarker marker ? marker.notLaterThan(at) : signal;
    }

    @Override
    public void close() {
        engine = null;
    }

    private void writeState() {
        if (engine != null) {
            engine.flush();
            if (isWritten) {
                deps.rebuild().forget(Objects.requireNonNull(context).taskId().partition());
            }
            isWritten = true;
        }
    }

    /** Made with the first signal: what is written to the store is committed with the offset of a signal. */
    private DetectorEngine engine(ProcessorContext<byte[], byte[]> of) {
        DetectorEngine made = engine;
        if (made == null) {
            deps.policies().awaitFirst();
            KeyValueStore<String, byte[]> store = of.getStateStore(CoreTopology.GROUPS);
            if (isEmpty) {
                deps.rebuild().write(of.taskId().partition(), store);
                isEmpty = false;
            }
            made = new DetectorEngine(
                    assignment(of), new StreamsGroupStore(store), deps.policies()::withDetector, this::count);
            engine = made;
        }
        return made;
    }

    private TaskAssignment assignment(ProcessorContext<byte[], byte[]> of) {
        int partition = of.taskId().partition();
        int partitions = deps.partitions();
        return new TaskAssignment(
                partition, partitions, group -> SignalPartitioner.partition(group, partitions) == partition);
    }

    private void count(DropCounter.DropReason what, String policy) {
        deps.tally().count(what, policy);
        if (what == DropCounter.DropReason.GROUP_FORGOTTEN && warned.add(policy)) {
            LOG.warn(
                    "policy {}: a partition has more groups than maxGroups, so detect forgets the group that was idle "
                            + "for the longest time for each new one: group by fewer labels, or raise maxGroups",
                    policy);
        }
    }
}
