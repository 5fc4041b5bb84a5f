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
    /** Longer than every name that Farrier makes. */
    private static final int MAX_NAME = 500;

    private Stamps() {}

    /**
     * With the append time, which is what a claim is judged by, and with the site whose topic it came by, so that nobody
     * speaks for another site.
     */
    static IntakeProcessor.Stamp<Outcome> outcomes(Topics topics) {
        return (said, appendedAt, topic) -> new Outcome(
                Texts.cut(said.command(), MAX_NAME),
                Texts.cut(said.incident(), MAX_NAME),
                topics.siteOf(topic).orElse(""),
                Texts.cut(said.worker(), MAX_NAME),
                said.kind(),
                appendedAt,
                said.exitCode(),
                Texts.cut(said.output(), MAX_OUTPUT),
                Texts.cut(said.detail(), MAX_DETAIL));
    }

    /**
     * Orders to halt and to go on are ordered by their append time, here and at the workers.
     *
     * @throws IllegalArgumentException for a site that topics can't be named after: the next halt would stop the decider
     */
    static DeciderInput operators(OperatorInput said, long appendedAt, String topic) {
        return switch (said) {
            case OperatorInput.Halt halt -> new OperatorInput.Halt(name(halt.by()), why(halt.why()), appendedAt);
            case OperatorInput.Resume resume ->
                new OperatorInput.Resume(name(resume.by()), why(resume.why()), appendedAt);
            case OperatorInput.CancelIncident cancel ->
                new OperatorInput.CancelIncident(name(cancel.incident()), name(cancel.by()), why(cancel.why()));
            case OperatorInput.BundleActivated bundle -> new OperatorInput.BundleActivated(name(bundle.commit()));
            case OperatorInput.SiteGone site ->
                new OperatorInput.SiteGone(Topics.checkedSite(site.site()), why(site.why()));
            case OperatorInput.SiteSeen site -> new OperatorInput.SiteSeen(Topics.checkedSite(site.site()));
        };
    }

    private static String name(String name) {
        return Texts.cut(name, MAX_NAME);
    }

    private static String why(String why) {
        return Texts.cut(why, MAX_DETAIL);
    }
}
