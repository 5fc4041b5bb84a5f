package dev.farrier.stream.topology;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.Texts;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes of all sites into the decider's log: with their append time, which is what a claim is judged by, and with the
 * site whose topic they came by, so that nobody speaks for another site.
 */
final class OutcomeIntake implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeIntake.class);

    private static final int MAX_OUTPUT = 64 * 1024;
    private static final int MAX_DETAIL = 2_000;

    private final Topics topics;
    private final RecordCodec<Outcome> outcomes = RecordCodec.of(Outcome.class);
    private final RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
    private @Nullable ProcessorContext<byte[], byte[]> context;

    OutcomeIntake(Topics topics) {
        this.topics = topics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
        Outcome said;
        try {
            said = outcomes.decode(in.value());
        } catch (RecordFormatException e) {
            // A site's workers write this topic: one that writes rubbish must not stop the others.
            LOG.warn("Not an outcome, left out: {}: {}", out.recordMetadata().orElse(null), e.getMessage());
            return;
        }
        RecordMetadata origin = out.recordMetadata().orElseThrow();
        Outcome timed = new Outcome(
                said.command(),
                said.incident(),
                topics.siteOf(origin.topic()).orElse(""),
                said.worker(),
                said.kind(),
                in.timestamp(),
                said.exitCode(),
                Texts.cut(said.output(), MAX_OUTPUT),
                Texts.cut(said.detail(), MAX_DETAIL));
        out.forward(new Record<>(null, inputs.encode(timed), out.currentSystemTimeMs()));
    }
}
