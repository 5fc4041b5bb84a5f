package dev.farrier.view;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.RemediationProgress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Incidents as plain maps: times as ISO 8601, codes in lower case, and nothing where nothing is known. */
public final class IncidentJson {
    private IncidentJson() {}

    public static Map<String, Object> summary(Incident incident) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", incident.id());
        json.put("policy", incident.policy());
        json.put("group", incident.group());
        text(json, "target", incident.target());
        text(json, "site", incident.site());
        json.put("state", code(incident.state()));
        json.put("reason", incident.reason().code());
        time(json, "until", incident.until());
        if (incident.shadow()) {
            json.put("shadow", true);
        }
        json.put("repeats", incident.repeats());
        time(json, "openedAt", incident.openedAt());
        time(json, "updatedAt", incident.updatedAt());
        time(json, "closedAt", incident.closedAt());
        json.put("because", incident.detection().because());
        if (incident.calling().since() > 0) {
            Map<String, Object> calling = new LinkedHashMap<>();
            time(calling, "since", incident.calling().since());
            time(calling, "deliveredAt", incident.calling().deliveredAt());
            calling.put("call", incident.calling().call());
            json.put("calling", calling);
        }
        return json;
    }

    public static Map<String, Object> story(Incident incident, List<AuditRecord> audit) {
        Map<String, Object> json = summary(incident);
        json.put("commit", incident.commit());
        RemediationProgress.ActiveCommand active = incident.work().active();
        if (active != null) {
            Map<String, Object> running = new LinkedHashMap<>();
            running.put("command", active.command().id());
            text(running, "worker", active.worker());
            running.put("lane", code(active.command().lane()));
            running.put("sentTo", active.command().worker().toString());
            json.put("running", running);
        }
        json.put("history", incident.history().stream().map(IncidentJson::done).toList());
        json.put("audit", audit.stream().map(IncidentJson::audit).toList());
        return json;
    }

    private static Map<String, Object> done(Incident.CommandResult done) {
        Map<String, Object> json = new LinkedHashMap<>();
        time(json, "time", done.at());
        text(json, "rung", done.rung());
        text(json, "step", done.step());
        json.put("purpose", code(done.purpose()));
        json.put("command", done.command());
        json.put("outcome", code(done.kind()));
        json.put("exitCode", done.exitCode());
        text(json, "detail", done.detail());
        text(json, "output", done.output());
        return json;
    }

    private static Map<String, Object> audit(AuditRecord record) {
        Map<String, Object> json = new LinkedHashMap<>();
        time(json, "time", record.time());
        json.put("kind", code(record.kind()));
        if (record.verdict() != null) {
            json.put("verdict", code(record.verdict()));
        }
        if (record.state() != null) {
            json.put("state", code(record.state()));
        }
        json.put("reason", record.reason().code());
        time(json, "until", record.until());
        text(json, "rung", record.rung());
        text(json, "step", record.step());
        text(json, "command", record.command());
        text(json, "action", record.action());
        if (!record.with().isEmpty()) {
            json.put("with", record.with());
        }
        text(json, "detail", record.detail());
        json.put("count", record.count());
        return json;
    }

    /** {@code AWAITING_APPROVAL} is {@code awaiting-approval}, like the codes of reasons. */
    public static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void time(Map<String, Object> json, String field, long millis) {
        if (millis > 0) {
            json.put(field, Instant.ofEpochMilli(millis).toString());
        }
    }

    private static void text(Map<String, Object> json, String field, String text) {
        if (!text.isEmpty()) {
            json.put(field, text);
        }
    }
}
