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
final class IntakeProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    /** Reads the records of one kind of topic; adds what only the record knows, and cuts what is too long. */
    interface Reading {
        /** The task begins, or begins again after what it wrote last was not committed: nothing is known any more. */
        default void begin() {}

        /**
         * @return null when there is nothing to tell
         * @throws RecordFormatException or IllegalArgumentException for what becomes a dead letter
         */
        @Nullable
        DeciderInput read(byte[] value, long appendedAt, String topic);
    }

    /**
     * @param log name of the sink of what could be read
     * @param deadLetters name of the sink of what could not
     * @param deadLettered told the topic of each dead letter
     */
    record Deps(Reading reading, String log, String deadLetters, Consumer<String> deadLettered) {}

    private final Deps deps;
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private final RecordCodec<DeadLetter> letters = RecordCodec.of(DeadLetter.class);
    private @Nullable ProcessorContext<byte[], byte[]> context;

    IntakeProcessor(Deps deps) {
        this.deps = deps;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        deps.reading().begin();
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
        RecordMetadata origin = out.recordMetadata().orElseThrow();
        String topic = origin.topic();
        try {
            DeciderInput input = deps.reading().read(in.value(), in.timestamp(), topic);
            if (input != null) {
                out.forward(new Record<>(null, inputs.encode(input), out.currentSystemTimeMs()), deps.log());
            }
        } catch (RecordFormatException | IllegalArgumentException e) {
            String where = topic + "/" + origin.partition() + "/" + origin.offset();
            DeadLetter letter = DeadLetter.of(topic, String.valueOf(e.getMessage()), where, in.timestamp(), in.value());
            byte[] key = topic.getBytes(StandardCharsets.UTF_8);
            out.forward(new Record<>(key, letters.encode(letter), out.currentSystemTimeMs()), deps.deadLetters());
            deps.deadLettered().accept(topic);
        }
    }
}
