package dev.farrier.decide;

import dev.farrier.model.Action;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.Kind;
import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Outcome;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.util.SortedMap;
import java.util.TreeMap;

/** The audit records of the decider, one method for each kind of thing worth recording. */
final class Audits {
    private Audits() {}

    static AuditRecord decision(Turn turn, Incident incident, Ruling ruling, String rung) {
        return of(
                turn,
                Kind.DECISION,
                incident,
                ruling.verdict(),
                ruling.reason(),
                ruling.until(),
                rung,
                ruling.detail(),
                1);
    }

    /** A detection that opened no incident. */
    static AuditRecord ignored(
            Turn turn, Detection detection, String commit, String target, Reason reason, String detail, long count) {
        return new AuditRecord(
                turn.now,
                Kind.DECISION,
                "",
                detection.policy(),
                commit,
                detection.group(),
                target,
                Verdict.IGNORE,
                reason,
                0,
                "",
                "",
                "",
                "",
                Labels.empty(),
                detail,
                count);
    }

    static AuditRecord ignoredRepeats(Turn turn, StateRecord.Ignored ignored) {
        return new AuditRecord(
                turn.now,
                Kind.REPEAT,
                "",
                ignored.policy(),
                "",
                ignored.group(),
                "",
                Verdict.IGNORE,
                ignored.reason(),
                0,
                "",
                "",
                "",
                "",
                Labels.empty(),
                "ignored again",
                ignored.count() - 1);
    }

    static AuditRecord state(Turn turn, Incident incident, String detail) {
        return of(
                turn,
                Kind.STATE,
                incident,
                null,
                incident.reason(),
                incident.until(),
                Names.rung(turn, incident),
                detail,
                1);
    }

    static AuditRecord repeats(Turn turn, Incident incident) {
        return of(turn, Kind.REPEAT, incident, null, Reason.REPEAT, 0, "", "", incident.repeats());
    }

    static AuditRecord command(
            Turn turn, Kind kind, Incident incident, Command command, SortedMap<String, String> with, Reason reason) {
        return new AuditRecord(
                turn.now,
                kind,
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.group(),
                incident.target(),
                null,
                reason,
                0,
                command.rung(),
                command.step(),
                command.id(),
                command.actionName(),
                with,
                command.purpose().name().toLowerCase(java.util.Locale.ROOT) + " " + describe(command.action()),
                1);
    }

    static AuditRecord outcome(Turn turn, Incident incident, Command command, Outcome outcome, Reason reason) {
        String how = outcome.kind().name().toLowerCase(java.util.Locale.ROOT)
                + (outcome.exitCode() >= 0 ? " (" + outcome.exitCode() + ")" : "")
                + (outcome.worker().isEmpty() ? "" : " by " + outcome.worker())
                + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail());
        return new AuditRecord(
                turn.now,
                Kind.OUTCOME,
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.group(),
                incident.target(),
                null,
                reason,
                0,
                command.rung(),
                command.step(),
                command.id(),
                command.actionName(),
                new TreeMap<>(),
                how,
                1);
    }

    static AuditRecord operator(Turn turn, String incident, String target, Reason reason, String detail) {
        return new AuditRecord(
                turn.now,
                Kind.OPERATOR,
                incident,
                "",
                "",
                Labels.empty(),
                target,
                null,
                reason,
                0,
                "",
                "",
                "",
                "",
                Labels.empty(),
                detail,
                1);
    }

    private static AuditRecord of(
            Turn turn,
            Kind kind,
            Incident incident,
            @org.jspecify.annotations.Nullable Verdict verdict,
            Reason reason,
            long until,
            String rung,
            String detail,
            long count) {
        return new AuditRecord(
                turn.now,
                kind,
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.group(),
                incident.target(),
                verdict,
                reason,
                until,
                rung,
                "",
                "",
                "",
                Labels.empty(),
                detail,
                count);
    }

    private static String describe(Action action) {
        return switch (action) {
            case Action.Process process -> String.join(" ", process.argv());
            case Action.Script script ->
                script.path() + (script.args().isEmpty() ? "" : " " + String.join(" ", script.args()));
            case Action.Http http -> http.call().method() + " " + http.call().url();
            case Action.WaitUntil wait ->
                "wait until " + wait.call().url() + " answers "
                        + (wait.call().status() == 0 ? "2xx" : wait.call().status())
                        + (wait.call().expectBody() == null
                                ? ""
                                : " '" + wait.call().expectBody() + "'");
        };
    }
}
