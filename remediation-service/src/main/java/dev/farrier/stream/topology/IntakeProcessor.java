package dev.farrier.stream.topology;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.DeciderInput;
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
 * What others say, into the decider's log. Workers of any site and every tool with an operator's rights write these
 * topics: one that writes rubbish must not stop the others, so what can't be read becomes a dead letter.
 */
final class IntakeProcessor<T extends DeciderInput> implements Processor<byte[], byte[], byte[], byte[]> {

    /**
     * Adds what only the record knows: when it was appended, and where it came from; and cuts what is too long. What it
     * refuses, with an {@link IllegalArgumentException}, becomes a dead letter.
     */
    interface Stamp<T> {
        DeciderInput of(T said, long appendedAt, String topic);
    }

    /**
     * @param log name of the sink of what could be read
     * @param deadLetters name of the sink of what could not
     * @param deadLettered told the topic of each dead letter
     */
    record Deps<T>(Class<T> type, String log, String deadLetters, Stamp<T> stamp, Consumer<String> deadLettered) {}

    private final Deps<T> deps;
    private final RecordCodec<T> said;
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private final RecordCodec<DeadLetter> letters = RecordCodec.of(DeadLetter.class);
    private @Nullable ProcessorContext<byte[], byte[]> context;

    IntakeProcessor(Deps<T> deps) {
        this.deps = deps;
        this.said = RecordCodec.of(deps.type());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
        RecordMetadata origin = out.recordMetadata().orElseThrow();
        String topic = origin.topic();
        try {
            DeciderInput input = deps.stamp().of(said.decode(in.value()), in.timestamp(), topic);
            out.forward(new Record<>(null, inputs.encode(input), out.currentSystemTimeMs()), deps.log());
        } catch (RecordFormatException | IllegalArgumentException e) {
            String where = topic + "/" + origin.partition() + "/" + origin.offset();
            DeadLetter letter = DeadLetter.of(topic, String.valueOf(e.getMessage()), where, in.timestamp(), in.value());
            byte[] key = topic.getBytes(StandardCharsets.UTF_8);
            out.forward(new Record<>(key, letters.encode(letter), out.currentSystemTimeMs()), deps.deadLetters());
            deps.deadLettered().accept(topic);
        }
    }
}
