package dev.farrier.stream.topology;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.OperatorInput;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators say into the decider's log. */
final class OperatorIntake implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorIntake.class);

    private final RecordCodec<OperatorInput> operators = RecordCodec.of(OperatorInput.class);
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private @Nullable ProcessorContext<byte[], byte[]> context;

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
        try {
            OperatorInput said = operators.decode(in.value());
            out.forward(new Record<>(null, inputs.encode(said), out.currentSystemTimeMs()));
        } catch (RecordFormatException e) {
            LOG.warn(
                    "Not an operator's input, left out: {}: {}",
                    out.recordMetadata().orElse(null),
                    e.getMessage());
        }
    }
}
