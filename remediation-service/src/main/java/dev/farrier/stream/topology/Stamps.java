package dev.farrier.stream.topology;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.Texts;
import dev.farrier.stream.Topics;

/** What intake adds to, and cuts from, what others say. */
final class Stamps {
    private static final int MAX_OUTPUT = 64 * 1024;
    private static final int MAX_DETAIL = 2_000;

    private Stamps() {}

    /**
     * With the append time, which is what a claim is judged by, and with the site whose topic it came by, so that nobody
     * speaks for another site.
     */
    static IntakeProcessor.Stamp<Outcome> outcomes(Topics topics) {
        return (said, appendedAt, topic) -> new Outcome(
                said.command(),
                said.incident(),
                topics.siteOf(topic).orElse(""),
                said.worker(),
                said.kind(),
                appendedAt,
                said.exitCode(),
                Texts.cut(said.output(), MAX_OUTPUT),
                Texts.cut(said.detail(), MAX_DETAIL));
    }

    /** Orders to halt and to go on are ordered by their append time, here and at the workers. */
    static DeciderInput operators(OperatorInput said, long appendedAt, String topic) {
        return switch (said) {
            case OperatorInput.Halt halt -> new OperatorInput.Halt(halt.by(), halt.why(), appendedAt);
            case OperatorInput.Resume resume -> new OperatorInput.Resume(resume.by(), resume.why(), appendedAt);
            case OperatorInput.CancelIncident cancel -> cancel;
            case OperatorInput.BundleActivated bundle -> bundle;
            case OperatorInput.SiteSeen site -> site;
        };
    }
}
