package dev.farrier.ingest.format;

import dev.farrier.ingest.BatchItem;
import dev.farrier.ingest.DraftSink;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventDraft;
import dev.farrier.ingest.record.FieldPath;
import dev.farrier.ingest.record.Ids;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.JsonLabels;
import dev.farrier.ingest.record.Numbers;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.model.Alert;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Source;
import dev.farrier.policy.time.TimeFormat;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Alertmanager's webhook, version 4, and Grafana's, which has the same shape, as they come: what is unknown or null is passed over. One event an alert; its id names
 * the notification and the place in it, so that a retry is the same event.
 *
 * <p>The alerts of one body are one step: those that fire come first, the longest first, so that a group in which one ends and
 * another begins is at no time without any; an alert that is told both ways fires; and where nobody knows when it was received, all have the latest time that it names.
 */
public final class AlertmanagerFormat implements FormatReader {
    private static final int HASH_BYTES = 8;
    private static final TimeFormat ISO8601 = TimeFormat.of("iso8601", ZoneOffset.UTC);

    private static final String ANNOTATIONS = "annotations";

    private final Source source;
    private final FieldPath value;

    public AlertmanagerFormat(Source source) {
        this.source = source;
        this.value = FieldPath.of(source.event().value());
    }

    @Override
    public void read(byte[] bytes, Arrival arrival, DraftSink into) throws UnreadableException {
        JsonNode body = JsonInput.lenient(Utf8.repair(bytes, IngestLimits.BODY_BYTES, into::repaired));
        if (!body.isObject()) {
            throw UnreadableException.otherShape(
                    "", "Alertmanager's webhook sends an object with \"alerts\", not " + JsonInput.describe(body));
        }
        into.truncated(Math.max(0, body.path("truncatedAlerts").asLong(0)));
        List<BatchItem> elements = BatchItem.of("alerts", body.path("alerts"));
        Notification notification = Notification.of(bytes, elements, arrival);
        List<BatchItem> firing = elements.stream()
                .filter(AlertmanagerFormat::isFiring)
                .sorted(Comparator.comparingLong(
                        element -> time(element.node().path("startsAt")).orElse(0)))
                .toList();
        Set<String> fires = firing.stream().map(AlertmanagerFormat::identity).collect(Collectors.toSet());
        firing.forEach(element -> read(element, notification, into));
        for (BatchItem element : elements) {
            if (!isFiring(element) && !fires.contains(identity(element))) {
                read(element, notification, into);
            } else if (!isFiring(element)) {
                into.leftOut(); // it fires anew in the same body
            }
        }
    }

    private static String identity(BatchItem element) {
        String fingerprint = element.node().path("fingerprint").asString("");
        JsonNode labels = element.node().path("labels");
        return !fingerprint.isEmpty() ? fingerprint : labels.isEmpty() ? element.where() : labels.toString();
    }

    private void read(BatchItem element, Notification notification, DraftSink into) {
        if (isNoCure(element.node())) {
            into.leftOut();
        } else {
            into.add(element, each -> read(each, notification));
        }
    }

    /**
     * @param receivedAt epoch milliseconds
     * @param known false: it is the latest time that the body names
     */
    private record Notification(String hash, long receivedAt, boolean known) {
        static Notification of(byte[] body, List<BatchItem> elements, Arrival arrival) {
            Long receivedAt = arrival.receivedAt();
            return new Notification(
                    hash(body), receivedAt == null ? latest(elements, arrival) : receivedAt, receivedAt != null);
        }

        private static long latest(List<BatchItem> elements, Arrival arrival) {
            long latest = 0;
            for (BatchItem element : elements) {
                latest = Math.max(latest, past(element.node().path("startsAt"), arrival));
                if (!isFiring(element)) {
                    latest = Math.max(latest, past(element.node().path("endsAt"), arrival));
                }
            }
            return latest;
        }

        private static long past(JsonNode node, Arrival arrival) {
            long time = time(node).orElse(0);
            return time <= arrival.now() + IngestLimits.FUTURE_MILLIS ? time : 0;
        }

        private static String hash(byte[] body) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
                return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    private static boolean isFiring(BatchItem element) {
        return element.node().path("status").asString("").equals("firing");
    }

    private EventDraft read(BatchItem element, Notification notification) throws UnreadableException {
        JsonNode node = element.object();
        boolean firing = firing(node.path("status"));
        OptionalLong startsAt = time(node.path("startsAt"));
        if (startsAt.isEmpty()) {
            throw UnreadableException.at("startsAt", notATime(node.path("startsAt")));
        }
        // identity comes from the labels as they were sent
        EventDraft sent = new EventDraft(EventKind.ALERT, "", 0);
        JsonLabels.asWritten(sent, node.path("labels"), label -> label);
        SortedMap<String, String> labels = sent.labels();
        String fingerprint = JsonInput.scalar("fingerprint", node.path("fingerprint"));
        if (fingerprint.isEmpty()) {
            fingerprint = Fingerprint.of(labels);
        }
        long notifiedAt = notification.receivedAt == 0 ? startsAt.getAsLong() : notification.receivedAt;
        Alert alert = new Alert(fingerprint, firing, startsAt.getAsLong(), notifiedAt);
        String id = Ids.own(source, notification.hash + "#" + element.index());
        EventDraft draft = new EventDraft(EventKind.ALERT, id, eventTime(node, alert, notification.known))
                .alert(alert)
                .name(labels.getOrDefault("alertname", ""))
                .severity(labels.getOrDefault("severity", ""))
                .message(message(node.path("annotations")))
                .value(value(node));
        annotations(draft, node.path("annotations"));
        lift(draft, node.path("annotations"));
        // severity is the event's own, under the same name
        labels.forEach((label, value) ->
                draft.labels().put(label.equals("severity") ? label : JsonLabels.exported(label), value));
        return draft;
    }

    /**
     * Grafana says {@code resolved} too when it only does not see the alert any more: the series is missing, there is no data,
     * the query failed, the rule was edited. Then it says why. That proves nothing, so it is as if it had not been said.
     */
    private boolean isNoCure(JsonNode alert) {
        JsonNode status = alert.path("status");
        JsonNode reason = alert.path("annotations").path("grafana_state_reason");
        return status.isString()
                && status.asString().equals("resolved")
                && reason.isString()
                && !reason.asString().isBlank()
                && !source.resolvedDespite()
                        .containsAll(List.of(reason.asString().strip().split("\\s*,\\s*")));
    }

    private static boolean firing(JsonNode status) throws UnreadableException {
        String text = JsonInput.scalar("status", status);
        return switch (text) {
            case "firing" -> true;
            case "resolved" -> false;
            default ->
                throw UnreadableException.at(
                        "status", UnreadableException.quote(text) + " is neither \"firing\" nor \"resolved\"");
        };
    }

    /**
     * Firing: it is so now, however long ago it began. Resolved: when it ended, unless that lies ahead of us; where nobody knows
     * when it was told, with the rest of its body.
     */
    private static long eventTime(JsonNode node, Alert alert, boolean known) throws UnreadableException {
        if (alert.firing()) {
            return alert.notifiedAt();
        }
        OptionalLong endsAt = time(node.path("endsAt"));
        if (endsAt.isEmpty() && !known) {
            throw UnreadableException.at("endsAt", notATime(node.path("endsAt")));
        }
        return known && endsAt.isPresent() && endsAt.getAsLong() <= alert.notifiedAt()
                ? endsAt.getAsLong()
                : alert.notifiedAt();
    }

    /** Empty also for Go's zero time, the year 1, which stands for "none". */
    private static OptionalLong time(JsonNode node) {
        OptionalLong time = node.isString() ? ISO8601.read(node.asString(), 0) : OptionalLong.empty();
        return time.isPresent() && time.getAsLong() > 0 ? time : OptionalLong.empty();
    }

    private static String notATime(JsonNode node) {
        return (node.isMissingNode() ? "is missing" : UnreadableException.quote(node.toString()) + " is not a time")
                + "; it is read as " + ISO8601;
    }

    /**
     * The field that the source names, if it is a number there: an alert is not lost for want of one. Else Grafana's: it tells
     * the values of a rule's queries and expressions, and where there is only one, it is the alert's.
     */
    private @Nullable Double value(JsonNode alert) throws UnreadableException {
        if (!source.event().value().isEmpty()) {
            try {
                return Numbers.finite("", value.text(RecordFields.ofJson(alert)).strip());
            } catch (UnreadableException e) {
                return null;
            }
        }
        JsonNode values = alert.path("values");
        JsonNode only = values.size() == 1 ? values.iterator().next() : values;
        return only.isNumber() ? Numbers.finite("values", only.asString()) : null;
    }

    /** As many as an event may have labels, and long ones cut: they say something about the alert, not what it is. */
    private static void annotations(EventDraft draft, JsonNode annotations) {
        for (var annotation : annotations.properties()) {
            JsonNode value = annotation.getValue();
            String name = Utf8.wellFormed(annotation.getKey());
            if (value.isValueNode()
                    && !value.isNull()
                    && !value.asString().isEmpty()
                    && name.length() <= IngestLimits.LABEL_NAME_CHARS
                    && draft.annotations().size() < IngestLimits.LABELS) {
                draft.annotations()
                        .put(
                                name,
                                Utf8.cut(
                                        Utf8.wellFormed(value.asString()),
                                        IngestLimits.LABEL_VALUE_BYTES,
                                        IngestLimits.CUT));
            }
        }
    }

    /** Makes labels of annotations, as the source says; the alert's own labels win. */
    private void lift(EventDraft draft, JsonNode annotations) throws UnreadableException {
        if (!source.event().labelsFrom().isEmpty()) {
            JsonLabels.adapted(draft, ANNOTATIONS, annotations);
        }
        source.event().labels().forEach((label, field) -> {
            for (String one : field.split("\\|\\|")) {
                String name = one.strip()
                        .substring(
                                Math.min(ANNOTATIONS.length() + 1, one.strip().length()));
                draft.labels()
                        .computeIfAbsent(label, absent -> draft.annotations().get(name));
            }
        });
    }

    private static String message(JsonNode annotations) throws UnreadableException {
        for (String name : List.of("summary", "description", "message")) {
            String text = JsonInput.scalar("annotations." + name, annotations.path(name));
            if (!text.isBlank()) {
                return text;
            }
        }
        return "";
    }
}
