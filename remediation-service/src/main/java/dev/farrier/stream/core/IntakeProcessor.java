package dev.farrier.stream.core;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Marker;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Copies what workers and operators write to the decider's log. Workers of any site and every tool with an operator's rights
 * write these topics, so a record that can't be read must not stop the others: it becomes a dead letter.
 */
final class IntakeProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    /** Reads the records of one kind of topic; adds what only the record knows, and cuts what is too long. */
    interface InputReader {
        /** The task starts, or starts again after its last transaction was aborted: whatever is remembered may not be so. */
        default void reset() {}

        /**
         * @return null when there is nothing to append to the log
         * @throws RecordFormatException or IllegalArgumentException for a record that becomes a dead letter
         */
        @Nullable
        DeciderInput read(byte[] value, long appendedAt, String topic);
    }

    /** Of {@code operator-inputs}: what people order, and the markers behind it. */
    static InputReader operatorInputs() {
        RecordCodec<OperatorInput> operators = RecordCodec.of(OperatorInput.class);
        RecordCodec<Marker> markers = RecordCodec.of(Marker.class);
        return (value, appendedAt, topic) -> markers.wrote(value)
                ? new OperatorProgress(appendedAt)
                : InputSanitizer.operator(operators.decode(value), appendedAt);
    }

    private final InputReader reader;
    private final String log;
    private final String deadLetters;
    private final Consumer<String> deadLettered;
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private final RecordCodec<DeadLetter> letters = RecordCodec.of(DeadLetter.class);
    private @Nullable ProcessorContext<byte[], byte[]> context;

    /**
     * @param log name of the sink of the decider's log
     * @param deadLetters name of the sink of dead letters
     * @param deadLettered gets the topic of each dead letter
     */
    IntakeProcessor(InputReader reader, String log, String deadLetters, Consumer<String> deadLettered) {
        this.reader = reader;
        this.log = log;
        this.deadLetters = deadLetters;
        this.deadLettered = deadLettered;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        reader.reset();
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
        RecordMetadata origin = out.recordMetadata().orElseThrow();
        String topic = origin.topic();
        try {
            DeciderInput input = reader.read(in.value(), in.timestamp(), topic);
            if (input != null) {
                out.forward(new Record<>(null, inputs.encode(input), out.currentSystemTimeMs()), log);
            }
        } catch (RecordFormatException | IllegalArgumentException e) {
            String where = topic + "/" + origin.partition() + "/" + origin.offset();
            DeadLetter letter = DeadLetter.of(topic, String.valueOf(e.getMessage()), where, in.timestamp(), in.value());
            byte[] key = topic.getBytes(StandardCharsets.UTF_8);
            out.forward(new Record<>(key, letters.encode(letter), out.currentSystemTimeMs()), deadLetters);
            deadLettered.accept(topic);
        }
    }
}
