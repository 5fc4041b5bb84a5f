package dev.farrier.ingest;

import dev.farrier.model.Alert;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Source;
import dev.farrier.policy.time.TimeFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * Alertmanager's webhook, version 4, as it comes: what is unknown or null is passed over. One event an alert; its id is
 * made of fingerprint, status and start, so that retries and repeats are the same event.
 */
final class AlertmanagerReader {
    private static final TimeFormat ISO8601 = TimeFormat.of("iso8601", ZoneOffset.UTC);

    private final Source source;

    AlertmanagerReader(Source source) {
        this.source = source;
    }

    static List<Element> elements(String text) throws Unreadable {
        JsonNode body = Json.lenient(text);
        if (!body.isObject()) {
            throw Unreadable.at("", "Alertmanager's webhook sends an object with \"alerts\", not " + Json.kind(body));
        }
        return EventsReader.elements("alerts", body.path("alerts"));
    }

    Draft read(Element element, Arrival arrival) throws Unreadable {
        JsonNode node = element.object();
        boolean firing = firing(node.path("status"));
        OptionalLong startsAt = time(node.path("startsAt"));
        if (startsAt.isEmpty()) {
            throw Unreadable.at("startsAt", notATime(node.path("startsAt")));
        }
        // identity comes from the labels as they were sent
        Draft sent = new Draft(EventKind.ALERT, "", 0);
        Element.labels(sent, node.path("labels"), label -> label);
        String fingerprint = Json.scalar("fingerprint", node.path("fingerprint"));
        if (fingerprint.isEmpty()) {
            fingerprint = Fingerprint.of(sent.labels);
        }
        Alert alert = new Alert(fingerprint, firing, startsAt.getAsLong());
        String id = Ingest.ownId(
                source,
                fingerprint + "/" + (firing ? "firing" : "resolved") + "/" + Instant.ofEpochMilli(alert.startsAt()));
        Draft draft = new Draft(EventKind.ALERT, id, eventTime(node, alert, arrival));
        draft.alert = alert;
        draft.name = sent.labels.getOrDefault("alertname", "");
        draft.severity = sent.labels.getOrDefault("severity", "");
        draft.message = message(node.path("annotations"));
        // as Prometheus does with a label of a target that is called like one of its own; severity is no other
        sent.labels.forEach((label, value) -> {
            boolean taken = Draft.RESERVED.contains(label) && !label.equals("severity");
            draft.labels.put(taken ? "exported_" + label : label, value);
        });
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
