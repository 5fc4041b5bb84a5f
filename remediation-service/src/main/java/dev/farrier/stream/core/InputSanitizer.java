package dev.farrier.stream.core;

import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.Texts;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.Topics;
import java.util.List;

/** What intake adds to, and cuts from, what others say. */
final class InputSanitizer {
    private static final int MAX_OUTPUT = 64 * 1024;
    private static final int MAX_DETAIL = 2_000;
    /** Longer than every name that Farrier makes. */
    private static final int MAX_NAME = 500;
    /** More slots than any worker has. */
    private static final int MAX_NAMES = 1_000;

    private InputSanitizer() {}

    /**
     * With the append time, which is what a claim is judged by, and with the site whose topic it came by, so that nobody
     * speaks for another site.
     */
    static Outcome outcome(Outcome said, long appendedAt, String site) {
        return new Outcome(
                name(said.command()),
                name(said.incident()),
                site,
                name(said.worker()),
                said.kind(),
                appendedAt,
                said.exitCode(),
                Texts.cut(said.output(), MAX_OUTPUT),
                said.refusal(),
                why(said.detail()));
    }

    static WorkerReport report(WorkerReport said, String site) {
        WorkerInstance worker = said.worker();
        return new WorkerReport(
                new WorkerInstance(name(worker.id()), worker.incarnation()),
                name(said.name()),
                site,
                said.protocol(),
                name(said.version()),
                said.slots(),
                names(said.actionTypes()),
                names(said.trustedKeys()),
                names(said.resumed()),
                said.draining(),
                said.halted(),
                said.killed());
    }

    private static List<String> names(List<String> names) {
        return names.stream().limit(MAX_NAMES).map(InputSanitizer::name).toList();
    }

    /**
     * Orders to halt and to go on are ordered by their append time, here and at the workers.
     *
     * @throws IllegalArgumentException for a site that topics can't be named after: the next halt would stop the decider
     */
    static OperatorInput operator(OperatorInput said, long appendedAt) {
        return switch (said) {
            case OperatorInput.Halt halt ->
                new OperatorInput.Halt(halt.calls(), name(halt.by()), why(halt.why()), appendedAt);
            case OperatorInput.Resume resume ->
                new OperatorInput.Resume(name(resume.by()), why(resume.why()), appendedAt);
            case OperatorInput.CancelIncident cancel ->
                new OperatorInput.CancelIncident(
                        name(cancel.incident()), name(cancel.by()), why(cancel.why()), cancel.afterwards());
            case OperatorInput.BundleActivated bundle -> new OperatorInput.BundleActivated(name(bundle.commit()));
            case OperatorInput.SiteGone site ->
                new OperatorInput.SiteGone(Topics.checkedSite(site.site()), why(site.why()));
            case OperatorInput.SiteSeen site -> new OperatorInput.SiteSeen(Topics.checkedSite(site.site()));
            case OperatorInput.KeyRotated rotated ->
                new OperatorInput.KeyRotated(name(rotated.keyId()), name(rotated.by()), why(rotated.why()));
            case OperatorInput.SourceLoss loss -> new OperatorInput.SourceLoss(name(loss.source()), why(loss.why()));
        };
    }

    private static String name(String name) {
        return Texts.cut(name, MAX_NAME);
    }

    private static String why(String why) {
        return Texts.cut(why, MAX_DETAIL);
    }
}
