package dev.farrier.execute.record;

import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;

/** An outcome as it waits on disk until Kafka takes it. */
public final class OutcomeText {
    private static final String TITLE = "farrier.outcome/1";

    private OutcomeText() {}

    public static byte[] encode(Outcome outcome) {
        return new FieldWriter(TITLE)
                .field("command", outcome.command())
                .field("incident", outcome.incident())
                .field("site", outcome.site())
                .field("worker", outcome.worker())
                .field("kind", outcome.kind().name())
                .field("at", outcome.at())
                .field("exitCode", outcome.exitCode())
                .field("output", outcome.output())
                .field("detail", outcome.detail())
                .toBytes();
    }

    /** Throws {@link IllegalArgumentException}, which says what is wrong, for anything that {@link #encode} did not write. */
    public static Outcome decode(byte[] bytes) {
        FieldReader in = new FieldReader(bytes, TITLE);
        Outcome outcome = new Outcome(
                in.text("command"),
                in.text("incident"),
                in.text("site"),
                in.text("worker"),
                OutcomeKind.valueOf(in.text("kind")),
                in.number("at"),
                in.integer("exitCode"),
                in.text("output"),
                in.text("detail"));
        in.end();
        return outcome;
    }
}
