package dev.farrier.stream.core;

import dev.farrier.model.HaltScope;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.Texts;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.Topics;
import java.util.List;

/** Stamps inputs with what only their record knows, and cuts what is too long. */
final class InputSanitizer {
    private static final int MAX_OUTPUT = 64 * 1024;
    private static final int MAX_DETAIL = 2_000;
    /** Longer than all names that Farrier makes. */
    private static final int MAX_NAME = 500;
    /** More slots than any worker has. */
    private static final int MAX_NAMES = 1_000;

    private InputSanitizer() {}

    /**
     * Sets the append time, by which claims are ordered, and the site of the topic, so that no worker reports for another site.
     */
    static Outcome outcome(Outcome outcome, long appendedAt, String site) {
        return outcome.with(b -> b.command(name(outcome.command()))
                .incident(name(outcome.incident()))
                .site(site)
                .worker(name(outcome.worker()))
                .at(appendedAt)
                .output(Texts.cut(outcome.output(), MAX_OUTPUT))
                .detail(why(outcome.detail())));
    }

    static WorkerReport report(WorkerReport report, String site) {
        WorkerInstance worker = report.worker();
        return report.with(b -> b.worker(new WorkerInstance(name(worker.id()), worker.incarnation()))
                .name(name(report.name()))
                .site(site)
                .version(name(report.version()))
                .actionTypes(names(report.actionTypes()))
                .trustedKeys(names(report.trustedKeys()))
                .resumed(names(report.resumed())));
    }

    private static List<String> names(List<String> names) {
        return names.stream().limit(MAX_NAMES).map(InputSanitizer::name).toList();
    }

    /**
     * Sets the append time of halts and resumes, by which the decider and the workers order them.
     *
     * @throws IllegalArgumentException for a site whose name is no part of a topic name: the next halt would stop the decider
     */
    static OperatorInput operator(OperatorInput input, long appendedAt) {
        return switch (input) {
            case OperatorInput.Halt halt ->
                new OperatorInput.Halt(
                        halt.calls(), name(halt.by()), why(halt.why()), appendedAt, scope(halt.scope()), halt.ended());
            case OperatorInput.Resume resume ->
                new OperatorInput.Resume(name(resume.by()), why(resume.why()), appendedAt);
            case OperatorInput.CancelIncident cancel ->
                new OperatorInput.CancelIncident(
                        name(cancel.incident()),
                        name(cancel.by()),
                        why(cancel.why()),
                        cancel.afterwards(),
                        name(cancel.fromRung()));
            case OperatorInput.Acknowledge order ->
                new OperatorInput.Acknowledge(name(order.name()), name(order.by()), why(order.why()));
            case OperatorInput.AcknowledgeStorm order ->
                new OperatorInput.AcknowledgeStorm(name(order.name()), name(order.by()), why(order.why()));
            case OperatorInput.AddSilence silence ->
                new OperatorInput.AddSilence(
                        name(silence.id()),
                        why(silence.matchers()),
                        silence.until(),
                        name(silence.by()),
                        why(silence.why()));
            case OperatorInput.ExpireSilence expire ->
                new OperatorInput.ExpireSilence(name(expire.id()), name(expire.by()), why(expire.why()));
            case OperatorInput.AnswerApproval answer ->
                new OperatorInput.AnswerApproval(
                        name(answer.incident()),
                        name(answer.rung()),
                        answer.approves(),
                        name(answer.by()),
                        names(answer.roles()),
                        why(answer.why()));
            case OperatorInput.BeginMaintenance begin ->
                new OperatorInput.BeginMaintenance(
                        name(begin.id()), why(begin.selector()), begin.until(), name(begin.by()), why(begin.why()));
            case OperatorInput.EndMaintenance end ->
                new OperatorInput.EndMaintenance(name(end.id()), name(end.by()), why(end.why()));
            case OperatorInput.BundleActivated bundle -> new OperatorInput.BundleActivated(name(bundle.commit()));
            case OperatorInput.SiteGone site ->
                new OperatorInput.SiteGone(Topics.checkedSite(site.site()), why(site.why()));
            case OperatorInput.SiteSeen site -> new OperatorInput.SiteSeen(Topics.checkedSite(site.site()));
            case OperatorInput.KeyRotated rotated ->
                new OperatorInput.KeyRotated(name(rotated.keyId()), name(rotated.by()), why(rotated.why()));
            case OperatorInput.HostSeen seen -> new OperatorInput.HostSeen(names(seen.names()));
            case OperatorInput.SourceLoss loss -> new OperatorInput.SourceLoss(name(loss.source()), why(loss.why()));
        };
    }

    private static HaltScope scope(HaltScope scope) {
        if (!scope.isAll() && scope.name().isEmpty()) {
            throw new IllegalArgumentException("a halt of a " + Texts.code(scope.kind()) + " without a name");
        }
        return scope.isAll() ? HaltScope.ALL : new HaltScope(scope.kind(), name(scope.name()));
    }

    private static String name(String name) {
        return Texts.cut(name, MAX_NAME);
    }

    private static String why(String why) {
        return Texts.cut(why, MAX_DETAIL);
    }
}
