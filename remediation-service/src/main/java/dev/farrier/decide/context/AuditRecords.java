package dev.farrier.decide.context;

import dev.farrier.decide.state.IncidentRecord.IgnoredDetections;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.AuditRecordBuilder;
import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.model.Texts;
import dev.farrier.model.Verdict;
import java.util.Locale;
import java.util.SortedMap;

/** The audit records of the decider, one method for each kind of thing worth recording. */
public final class AuditRecords {
    /** Details come from workers and templates: Kafka refuses a record that is too long. */
    private static final int MAX_DETAIL = 2_000;

    /** The incident's history has more of the output. */
    private static final int MAX_OUTPUT = 500;

    private AuditRecords() {}

    public static AuditRecord decision(DecisionContext context, Incident incident, GuardResult result, String rung) {
        return about(context, AuditKind.DECISION, incident, result.reason())
                .verdict(result.verdict())
                .until(result.until())
                .rung(rung)
                .detail(clip(result.detail()))
                .build();
    }

    public static AuditRecord state(DecisionContext context, Incident incident, String detail) {
        return about(context, AuditKind.STATE, incident, incident.reason())
                .state(incident.state())
                .until(incident.until())
                .rung(Ids.rung(context, incident))
                .detail(clip(detail))
                .build();
    }

    /** @param detail names the value that is missing or not allowed */
    public static AuditRecord notSent(
            DecisionContext context, Incident incident, String rung, String step, String detail) {
        return about(context, AuditKind.STATE, incident, Reason.RENDER_FAILED)
                .state(incident.state())
                .rung(rung)
                .step(step)
                .detail(detail)
                .build();
    }

    public static AuditRecord repeats(DecisionContext context, Incident incident) {
        return about(context, AuditKind.REPEAT, incident, Reason.REPEAT)
                .count(incident.repeats())
                .build();
    }

    /** A detection that opened no incident. */
    static AuditRecord ignored(
            DecisionContext context, Detection detection, String commit, String target, Reason reason, String detail) {
        return record(context, AuditKind.DECISION, reason)
                .policy(detection.policy())
                .commit(commit)
                .group(detection.group())
                .target(target)
                .verdict(Verdict.IGNORE)
                .detail(clip(detail))
                .build();
    }

    static AuditRecord ignoredRepeats(DecisionContext context, IgnoredDetections ignored) {
        return record(context, AuditKind.REPEAT, ignored.reason())
                .policy(ignored.policy())
                .group(ignored.group())
                .verdict(Verdict.IGNORE)
                .detail("ignored again")
                .count(ignored.count() - 1)
                .build();
    }

    public static AuditRecord command(
            DecisionContext context,
            AuditKind kind,
            Incident incident,
            Command command,
            SortedMap<String, String> with,
            Reason reason) {
        return about(context, kind, incident, command, reason)
                .with(with)
                .detail(clip((command.isDiagnosis() ? "diagnose" : lower(command.purpose())) + " "
                        + command.action().summary()))
                .build();
    }

    public static AuditRecord outcome(
            DecisionContext context, Incident incident, Command command, Outcome outcome, Reason reason) {
        return about(context, AuditKind.OUTCOME, incident, command, reason)
                .detail(clip(describe(
                        outcome,
                        outcome.worker().isEmpty() ? "" : " by " + outcome.worker(),
                        command.isDiagnosis() || outcome.kind() != OutcomeKind.SUCCEEDED)))
                .build();
    }

    /** The end of an attempt to call a person. */
    public static AuditRecord call(
            DecisionContext context, Incident incident, String command, String step, Outcome outcome) {
        Reason reason = outcome.kind() == OutcomeKind.SUCCEEDED ? Reason.SUCCEEDED : Reason.STEP_FAILED;
        return about(context, AuditKind.OUTCOME, incident, reason)
                .step(step)
                .command(command)
                .detail(clip(describe(outcome, " at site " + outcome.site(), outcome.kind() != OutcomeKind.SUCCEEDED)))
                .build();
    }

    /** About Farrier itself, or what an operator has ordered. */
    public static AuditRecord operator(DecisionContext context, Reason reason, String detail) {
        return operator(context, "", "", reason, detail);
    }

    public static AuditRecord operator(
            DecisionContext context, String incident, String target, Reason reason, String detail) {
        return record(context, AuditKind.OPERATOR, reason)
                .incident(incident)
                .target(target)
                .detail(clip(detail))
                .build();
    }

    /** What persons were asked about a rung of the incident has been answered, or has not. */
    public static AuditRecord answer(
            DecisionContext context, Incident incident, String rung, Reason reason, String detail) {
        return about(context, AuditKind.OPERATOR, incident, reason)
                .rung(rung)
                .detail(clip(detail))
                .build();
    }

    /** About a policy as a whole. */
    public static AuditRecord policy(DecisionContext context, String policy, Reason reason, String detail) {
        return record(context, AuditKind.OPERATOR, reason)
                .policy(policy)
                .detail(clip(detail))
                .build();
    }

    private static AuditRecordBuilder about(
            DecisionContext context, AuditKind kind, Incident incident, Command command, Reason reason) {
        return about(context, kind, incident, reason)
                .rung(command.rung())
                .step(command.step())
                .command(command.id())
                .action(command.actionName());
    }

    private static AuditRecordBuilder about(DecisionContext context, AuditKind kind, Incident incident, Reason reason) {
        return record(context, kind, reason)
                .incident(incident.id())
                .policy(incident.policy())
                .commit(incident.commit())
                .group(incident.group())
                .target(incident.target());
    }

    private static AuditRecordBuilder record(DecisionContext context, AuditKind kind, Reason reason) {
        return AuditRecordBuilder.builder()
                .time(context.now)
                .kind(kind)
                .reason(reason)
                .incident("")
                .policy("")
                .commit("")
                .group(Labels.empty())
                .target("")
                .rung("")
                .step("")
                .command("")
                .action("")
                .with(Labels.empty())
                .detail("")
                .count(1);
    }

    private static String describe(Outcome outcome, String where, boolean withOutput) {
        String output =
                withOutput ? Texts.end(outcome.output().strip(), MAX_OUTPUT).strip() : "";
        return lower(outcome.kind())
                + (outcome.exitCode() >= 0 ? " (" + outcome.exitCode() + ")" : "")
                + where
                + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail())
                + (output.isEmpty() ? "" : "; it printed: " + Texts.escaped(output));
    }

    public static String clip(String detail) {
        return Texts.cut(detail, MAX_DETAIL);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Who has ordered something, and why. */
    public static String describe(String by, String why) {
        return why.isEmpty() ? by : by + ": " + why;
    }
}
