package dev.farrier.stream.topology;

import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.Tally;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Signal;
import dev.farrier.stream.serde.RecordCodec;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Signals → what the decider must know. Thin: everything is decided in {@link DetectorEngine}. */
final class DetectProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    /** @param partitions how many partitions the signals topic has */
    record Deps(Policies policies, int partitions, Tally tally) {}

    private final Deps deps;
    private final RecordCodec<Signal> signals = RecordCodec.of(Signal.class);
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable DetectorEngine engine;

    DetectProcessor(Deps deps) {
        this.deps = deps;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        engine = new DetectorEngine(
                newContext.taskId().partition(),
                deps.partitions(),
                new StreamsGroupStore(newContext.getStateStore(CoreTopology.GROUPS)),
                deps.policies()::withDetector,
                deps.tally());
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
        Signal signal = signals.decode(in.value());
        for (DeciderInput input : Objects.requireNonNull(engine)
                .onSignal(signal, deps.policies().current().bundle(), in.timestamp())) {
            out.forward(new Record<>(null, inputs.encode(input), out.currentSystemTimeMs()));
        }
    }
}
