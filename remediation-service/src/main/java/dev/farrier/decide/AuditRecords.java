package dev.farrier.decide;

import dev.farrier.model.Action;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.model.Texts;
import dev.farrier.model.Verdict;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The audit records of the decider, one method for each kind of thing worth recording. */
final class AuditRecords {
    /** Details come from workers and templates: long ones must not make a record that Kafka refuses. */
    private static final int MAX_DETAIL = 2_000;

    /** The rest stands in the incident's story. */
    private static final int MAX_PRINTED = 500;

    private AuditRecords() {}

    static AuditRecord decision(DecisionContext context, Incident incident, GuardResult result, String rung) {
        return of(
                context,
                AuditKind.DECISION,
                incident,
                result.verdict(),
                null,
                result.reason(),
                result.until(),
                rung,
                result.detail(),
                1);
    }

    static AuditRecord state(DecisionContext context, Incident incident, String detail) {
        return of(
                context,
                AuditKind.STATE,
                incident,
                null,
                incident.state(),
                incident.reason(),
                incident.until(),
                Ids.rung(context, incident),
                detail,
                1);
    }

    /** A step that could not be made a command of: the detail names the value. */
    static AuditRecord notSent(DecisionContext context, Incident incident, String rung, String step, String detail) {
        return new AuditRecord(
                context.now,
                AuditKind.STATE,
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.group(),
                incident.target(),
                null,
                incident.state(),
                Reason.RENDER_FAILED,
                0,
                rung,
                step,
                "",
                "",
                Labels.empty(),
                detail,
                1);
    }

    static AuditRecord repeats(DecisionContext context, Incident incident) {
        return of(context, AuditKind.REPEAT, incident, null, null, Reason.REPEAT, 0, "", "", incident.repeats());
    }

    /** A detection that opened no incident. */
    static AuditRecord ignored(
            DecisionContext context, Detection detection, String commit, String target, Reason reason, String detail) {
        return new AuditRecord(
                context.now,
                AuditKind.DECISION,
                "",
                detection.policy(),
                commit,
                detection.group(),
                target,
                Verdict.IGNORE,
                null,
                reason,
                0,
                "",
                "",
                "",
                "",
                Labels.empty(),
                clip(detail),
                1);
    }

    static AuditRecord ignoredRepeats(DecisionContext context, StateRecord.IgnoredDetections ignored) {
        return new AuditRecord(
                context.now,
                AuditKind.REPEAT,
                "",
                ignored.policy(),
                "",
                ignored.group(),
                "",
                Verdict.IGNORE,
                null,
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

    static AuditRecord command(
            DecisionContext context,
            AuditKind kind,
            Incident incident,
            Command command,
            SortedMap<String, String> with,
            Reason reason) {
        return about(
                context,
                kind,
                incident,
                command,
                reason,
                with,
                lower(command.purpose()) + " " + describe(command.action()));
    }

    static AuditRecord outcome(
            DecisionContext context, Incident incident, Command command, Outcome outcome, Reason reason) {
        String how = lower(outcome.kind())
                + (outcome.exitCode() >= 0 ? " (" + outcome.exitCode() + ")" : "")
                + (outcome.worker().isEmpty() ? "" : " by " + outcome.worker())
                + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail())
                + printed(outcome);
        return about(context, AuditKind.OUTCOME, incident, command, reason, Labels.empty(), how);
    }

    /** The end of an attempt to call a person. */
    static AuditRecord call(DecisionContext context, Incident about, String command, String step, Outcome outcome) {
        String how = lower(outcome.kind())
                + (outcome.exitCode() >= 0 ? " (" + outcome.exitCode() + ")" : "")
                + " at site " + outcome.site()
                + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail())
                + printed(outcome);
        return new AuditRecord(
                context.now,
                AuditKind.OUTCOME,
                about.id(),
                about.policy(),
                about.commit(),
                about.group(),
                about.target(),
                null,
                null,
                outcome.kind() == OutcomeKind.SUCCEEDED ? Reason.DETECTED : Reason.STEP_FAILED,
                0,
                "",
                step,
                command,
                "",
                Labels.empty(),
                clip(how),
                1);
    }

    /** How what failed ended, on the line of the detail. */
    private static String printed(Outcome outcome) {
        String output = outcome.kind() == OutcomeKind.SUCCEEDED
                ? ""
                : Texts.end(outcome.output().strip(), MAX_PRINTED).strip();
        return output.isEmpty() ? "" : "; it printed: " + Texts.escaped(output);
    }

    static AuditRecord operator(DecisionContext context, String incident, String target, Reason reason, String detail) {
        return new AuditRecord(
                context.now,
                AuditKind.OPERATOR,
                incident,
                "",
                "",
                Labels.empty(),
                target,
                null,
                null,
                reason,
                0,
                "",
                "",
                "",
                "",
                Labels.empty(),
                clip(detail),
                1);
    }

    private static AuditRecord about(
            DecisionContext context,
            AuditKind kind,
            Incident incident,
            Command command,
            Reason reason,
            SortedMap<String, String> with,
            String detail) {
        return new AuditRecord(
                context.now,
                kind,
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.group(),
                incident.target(),
                null,
                null,
                reason,
                0,
                command.rung(),
                command.step(),
                command.id(),
                command.actionName(),
                with,
                clip(detail),
                1);
    }

    private static AuditRecord of(
            DecisionContext context,
            AuditKind kind,
            Incident incident,
            @Nullable Verdict verdict,
            @Nullable IncidentState state,
            Reason reason,
            long until,
            String rung,
            String detail,
            long count) {
        return new AuditRecord(
                context.now,
                kind,
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.group(),
                incident.target(),
                verdict,
                state,
                reason,
                until,
                rung,
                "",
                "",
                "",
                Labels.empty(),
                clip(detail),
                count);
    }

    static String clip(String detail) {
        return Texts.cut(detail, MAX_DETAIL);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
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
