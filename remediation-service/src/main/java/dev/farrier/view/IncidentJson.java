package dev.farrier.view;

import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.RemediationProgress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Incidents as JSON: times as ISO 8601, codes in lower case. */
public final class IncidentJson {
    private IncidentJson() {}

    public static Map<String, Object> summary(Incident incident) {
        return incident(incident).build();
    }

    private static JsonObject incident(Incident incident) {
        Incident.CallStatus calling = incident.calling();
        return new JsonObject()
                .put("id", incident.id())
                .put("policy", incident.policy())
                .put("group", incident.group())
                .text("target", incident.target())
                .text("site", incident.site())
                .code("state", incident.state())
                .put("reason", incident.reason().code())
                .time("until", incident.until())
                .put("shadow", incident.shadow() ? true : null)
                .put("repeats", incident.repeats())
                .time("openedAt", incident.openedAt())
                .time("updatedAt", incident.updatedAt())
                .time("closedAt", incident.closedAt())
                .put("because", incident.detection().because())
                .text("stillOut", incident.stillOut())
                .text("problemReport", incident.problemReport())
                .put("relapses", incident.relapses() == 0 ? null : incident.relapses())
                .time("relapsedAt", incident.relapsedAt())
                .put("approval", approval(incident))
                .text("retriedBy", incident.retriedBy())
                .put(
                        "calling",
                        calling.since() <= 0
                                ? null
                                : new JsonObject()
                                        .time("since", calling.since())
                                        .time("deliveredAt", calling.deliveredAt())
                                        .put("call", calling.call())
                                        .build());
    }

    private static @Nullable Map<String, Object> approval(Incident incident) {
        ApprovalRequest request = incident.approval();
        return request == null || request.askedAt() == 0
                ? null
                : new JsonObject()
                        .put("rung", request.rung())
                        .time("askedAt", request.askedAt())
                        .time("until", request.until())
                        .put("approvedBy", request.by())
                        .time("givenAt", request.givenAt())
                        .build();
    }

    /** With what was decided about it and done, oldest first. */
    public static Map<String, Object> story(Incident incident, List<AuditRecord> audit) {
        RemediationProgress.Diagnosis diagnosis = incident.work().diagnosis();
        JsonObject json = incident(incident)
                .put("commit", incident.commit())
                .text("diagnosis", diagnosis == null ? "" : diagnosis.text());
        RemediationProgress.ActiveCommand active = incident.work().active();
        if (active != null) {
            json.put(
                    "running",
                    new JsonObject()
                            .put("command", active.command().id())
                            .text("worker", active.worker())
                            .code("lane", active.command().lane())
                            .put("sentTo", active.command().worker().toString())
                            .build());
        }
        return json.put(
                        "history",
                        incident.history().stream().map(IncidentJson::done).toList())
                .put("audit", audit.stream().map(IncidentJson::audit).toList())
                .build();
    }

    private static Map<String, Object> done(Incident.CommandResult done) {
        return new JsonObject()
                .time("time", done.at())
                .text("rung", done.rung())
                .text("step", done.step())
                .code("purpose", done.purpose())
                .put("command", done.command())
                .code("outcome", done.kind())
                .put("exitCode", done.exitCode())
                .text("detail", done.detail())
                .text("output", done.output())
                .build();
    }

    private static Map<String, Object> audit(AuditRecord record) {
        return new JsonObject()
                .time("time", record.time())
                .code("kind", record.kind())
                .code("verdict", record.verdict())
                .code("state", record.state())
                .put("reason", record.reason().code())
                .time("until", record.until())
                .text("rung", record.rung())
                .text("step", record.step())
                .text("command", record.command())
                .text("action", record.action())
                .map("with", record.with())
                .text("detail", record.detail())
                .put("count", record.count())
                .build();
    }
}
