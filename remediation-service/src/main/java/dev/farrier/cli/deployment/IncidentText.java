package dev.farrier.cli.deployment;

import dev.farrier.cli.Table;
import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Incidents as text: a table, and the story of one. */
final class IncidentText {
    private static final int SHORT_COMMIT = 12;

    private IncidentText() {}

    static String table(List<Incident> incidents) {
        Table table = new Table("ID", "POLICY", "TARGET", "STATE", "REASON", "OPENED", "REPEATS");
        for (Incident incident : incidents) {
            table.row(
                    incident.id(),
                    incident.policy() + (incident.shadow() ? " (shadow)" : ""),
                    incident.target().isEmpty() ? "-" : incident.target(),
                    Texts.code(incident.state()) + (incident.relapses() == 0 ? "" : " (relapse)"),
                    incident.reason().code(),
                    time(incident.openedAt()),
                    Long.toString(incident.repeats()));
        }
        return table.toString();
    }

    static String story(Incident incident, List<AuditRecord> audit) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "Incident " + incident.id() + ": " + Texts.code(incident.state()) + ", "
                        + incident.reason().code() + (incident.shadow() ? " (shadow: nothing is run)" : ""));
        line(text, "  policy   " + incident.policy() + ", bundle " + shortened(incident.commit()));
        if (!incident.target().isEmpty()) {
            line(text, "  target   " + incident.target() + ", site " + incident.site());
        }
        line(text, "  seen     " + incident.detection().because());
        line(
                text,
                "  opened   " + time(incident.openedAt())
                        + (incident.closedAt() > 0 ? ", over " + time(incident.closedAt()) : "")
                        + (incident.repeats() > 0 ? ", detected " + incident.repeats() + " times more" : ""));
        if (incident.until() > 0 && !incident.state().isOver()) {
            line(text, "  waits    until " + time(incident.until()));
        }
        ApprovalRequest approval = incident.approval();
        if (approval != null && approval.askedAt() > 0) {
            line(
                    text,
                    "  approval of " + approval.rung() + ", asked " + time(approval.askedAt())
                            + (approval.by().isEmpty() ? "" : ", yes from " + Phrases.and(approval.by()))
                            + (approval.isGiven() ? ", let through " + time(approval.givenAt()) : ""));
        }
        if (incident.relapses() > 0) {
            line(
                    text,
                    "  relapsed " + Phrases.count(incident.relapses(), "time") + ", last "
                            + time(incident.relapsedAt()));
        }
        if (!incident.problemReport().isEmpty()) {
            line(text, "  problem  " + incident.problemReport());
        }
        if (!incident.stillOut().isEmpty()) {
            line(text, "  owed     " + incident.stillOut());
        }
        RemediationProgress.ActiveCommand active = incident.work().active();
        if (active != null) {
            line(
                    text,
                    "  now      " + active.command().step() + " ("
                            + active.command().id() + ") in lane "
                            + Texts.code(active.command().lane())
                            + (active.worker().isEmpty()
                                    ? ", sent to " + active.command().worker() + ", not claimed yet"
                                    : " at " + active.worker()));
        }
        Incident.CallStatus calling = incident.calling();
        if (calling.since() > 0) {
            line(
                    text,
                    "  person   needed since " + time(calling.since())
                            + (calling.isOpen() ? ", nobody called yet" : ", called " + time(calling.deliveredAt())));
        }
        text.append('\n');
        Table table = new Table("TIME", "WHAT", "WHY", "DETAIL");
        audit.forEach(record ->
                table.row(time(record.time()), what(record), record.reason().code(), detail(record)));
        text.append(table);
        RemediationProgress.Diagnosis diagnosis = incident.work().diagnosis();
        if (diagnosis != null && !diagnosis.text().isEmpty()) {
            text.append('\n');
            line(text, "What was found before anything was changed:");
            diagnosis.text().lines().forEach(found -> line(text, "  " + found));
        }
        for (Incident.CommandResult done : incident.history()) {
            if (!done.output().isEmpty()) {
                text.append('\n');
                line(text, "What " + named(done) + " printed last (" + done.command() + ", " + ended(done) + "):");
                done.output().lines().forEach(printed -> line(text, "  " + printed));
            }
        }
        return text.toString();
    }

    private static String named(Incident.CommandResult done) {
        return done.rung().isEmpty() ? done.step() : done.rung() + "/" + done.step();
    }

    private static String ended(Incident.CommandResult done) {
        return Texts.code(done.kind()) + (done.exitCode() >= 0 ? " (" + done.exitCode() + ")" : "");
    }

    private static String what(AuditRecord record) {
        Enum<?> more = record.verdict() != null ? record.verdict() : record.state();
        return more == null ? Texts.code(record.kind()) : Texts.code(record.kind()) + ": " + Texts.code(more);
    }

    private static String detail(AuditRecord record) {
        List<String> parts = new ArrayList<>();
        if (!record.rung().isEmpty() || !record.step().isEmpty()) {
            parts.add(record.rung() + (record.step().isEmpty() || record.rung().isEmpty() ? "" : "/") + record.step());
        }
        if (!record.action().isEmpty()) {
            parts.add(record.action() + (record.with().isEmpty() ? "" : " " + record.with()));
        }
        if (!record.detail().isEmpty()) {
            parts.add(record.detail());
        }
        if (record.until() > 0) {
            parts.add("again at " + time(record.until()));
        }
        if (record.count() > 1) {
            parts.add(record.count() + " times");
        }
        return String.join(", ", parts);
    }

    private static String shortened(String commit) {
        return commit.length() > SHORT_COMMIT ? commit.substring(0, SHORT_COMMIT) : commit;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(Texts.plain(line)).append('\n');
    }
}
