package dev.farrier.ingest.format.alert;

import dev.farrier.ingest.draft.Draft;
import dev.farrier.ingest.draft.Ids;
import dev.farrier.ingest.draft.JsonLabels;
import dev.farrier.ingest.format.Drafts;
import dev.farrier.ingest.format.Element;
import dev.farrier.ingest.format.Format;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Numbers;
import dev.farrier.ingest.input.Text;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.model.Alert;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Source;
import dev.farrier.policy.time.TimeFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Alertmanager's webhook, version 4, and Grafana's, which has the same shape, as they come: what is unknown or null is passed over. One event an alert; its id is
 * made of fingerprint, status and start, so that retries and repeats are the same event.
 */
public final class AlertmanagerFormat implements Format {
    private static final TimeFormat ISO8601 = TimeFormat.of("iso8601", ZoneOffset.UTC);

    private final Source source;

    public AlertmanagerFormat(Source source) {
        this.source = source;
    }

    @Override
    public void read(byte[] bytes, Arrival arrival, Drafts into) throws Unreadable {
        JsonNode body = Json.lenient(Text.repair(bytes, Limits.BODY_BYTES, into::repaired));
        if (!body.isObject()) {
            throw Unreadable.at("", "Alertmanager's webhook sends an object with \"alerts\", not " + Json.kind(body));
        }
        into.truncated(Math.max(0, body.path("truncatedAlerts").asLong(0)));
        for (Element element : Element.of("alerts", body.path("alerts"))) {
            into.add(element, each -> read(each, arrival));
        }
    }

    private Draft read(Element element, Arrival arrival) throws Unreadable {
        JsonNode node = element.object();
        boolean firing = firing(node.path("status"));
        OptionalLong startsAt = time(node.path("startsAt"));
        if (startsAt.isEmpty()) {
            throw Unreadable.at("startsAt", notATime(node.path("startsAt")));
        }
        // identity comes from the labels as they were sent
        Draft sent = new Draft(EventKind.ALERT, "", 0);
        JsonLabels.asWritten(sent, node.path("labels"), label -> label);
        SortedMap<String, String> labels = sent.labels();
        String fingerprint = Json.scalar("fingerprint", node.path("fingerprint"));
        if (fingerprint.isEmpty()) {
            fingerprint = Fingerprint.of(labels);
        }
        Alert alert = new Alert(fingerprint, firing, startsAt.getAsLong());
        String id = Ids.own(
                source,
                fingerprint + "/" + (firing ? "firing" : "resolved") + "/" + Instant.ofEpochMilli(alert.startsAt()));
        Draft draft = new Draft(EventKind.ALERT, id, eventTime(node, alert, arrival))
                .alert(alert)
                .name(labels.getOrDefault("alertname", ""))
                .severity(labels.getOrDefault("severity", ""))
                .message(message(node.path("annotations")))
                .value(value(node.path("values")));
        // severity is the event's own, under the same name
        labels.forEach((label, value) ->
                draft.labels().put(label.equals("severity") ? label : JsonLabels.exported(label), value));
        return draft;
    }

    private static boolean firing(JsonNode status) throws Unreadable {
        String text = Json.scalar("status", status);
        return switch (text) {
            case "firing" -> true;
            case "resolved" -> false;
            default ->
                throw Unreadable.at("status", Unreadable.quote(text) + " is neither \"firing\" nor \"resolved\"");
        };
    }

    /** Firing: it is so now, however long ago it began. Resolved: when it ended, unless that lies ahead of us. */
    private static long eventTime(JsonNode node, Alert alert, Arrival arrival) throws Unreadable {
        Long receivedAt = arrival.receivedAt();
        if (alert.firing()) {
            return receivedAt == null ? alert.startsAt() : receivedAt;
        }
        OptionalLong endsAt = time(node.path("endsAt"));
        if (endsAt.isPresent() && (receivedAt == null || endsAt.getAsLong() <= receivedAt)) {
            return endsAt.getAsLong();
        }
        if (receivedAt == null) {
            throw Unreadable.at("endsAt", notATime(node.path("endsAt")));
        }
        return receivedAt;
    }

    /** Empty also for Go's zero time, the year 1, which stands for "none". */
    private static OptionalLong time(JsonNode node) {
        OptionalLong time = node.isString() ? ISO8601.read(node.asString(), 0) : OptionalLong.empty();
        return time.isPresent() && time.getAsLong() > 0 ? time : OptionalLong.empty();
    }

    private static String notATime(JsonNode node) {
        return (node.isMissingNode() ? "is missing" : Unreadable.quote(node.toString()) + " is not a time")
                + "; it is read as " + ISO8601;
    }

    /** Grafana tells the values of a rule's queries and expressions; where there is only one, it is the alert's. */
    private static @Nullable Double value(JsonNode values) throws Unreadable {
        JsonNode only = values.size() == 1 ? values.iterator().next() : values;
        return only.isNumber() ? Numbers.finite("values", only.asString()) : null;
    }

    private static String message(JsonNode annotations) throws Unreadable {
        for (String name : List.of("summary", "description", "message")) {
            String text = Json.scalar("annotations." + name, annotations.path(name));
            if (!text.isBlank()) {
                return text;
            }
        }
        return "";
    }
}
