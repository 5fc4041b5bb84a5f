package dev.farrier.ingest.format;

import dev.farrier.ingest.EventCollector;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.format.AlertNotification.SentAlert;
import dev.farrier.ingest.format.AlertmanagerFormat.AlertSettings;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventDraft;
import dev.farrier.ingest.record.FieldPath;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.JsonLabels;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.model.Alert;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads Alertmanager's webhook, version 4, and Grafana's, which has the same shape. Unknown fields are ignored. Each alert
 * becomes one event, whose id names the notification and the place in it, so that a retry gives the same event.
 *
 * <p>The alerts of one body count in the order of {@link AlertNotification#inOrder}. An alert that the body calls both
 * firing and resolved is firing.
 */
final class AlertReader implements FormatReader {
    private static final String ANNOTATIONS = "annotations";

    private final Source source;
    private final List<String> resolvedDespite;
    private final FieldPath value;
    /** Label → the annotation that it is taken from. */
    private final Map<String, FieldPath> labels = new TreeMap<>();

    AlertReader(Source source) {
        this.source = source;
        this.resolvedDespite =
                source.settings() instanceof AlertSettings settings ? settings.resolvedDespite() : List.of();
        this.value = FieldPath.of(source.event().value());
        source.event().labels().forEach((label, field) -> labels.put(label, FieldPath.of(field)));
    }

    @Override
    public void read(byte[] bytes, Arrival arrival, EventCollector into) throws UnreadableException {
        JsonNode body = JsonInput.lenient(Utf8.repair(bytes, IngestLimits.BODY_BYTES, into::markRepaired));
        if (!body.isObject()) {
            throw UnreadableException.otherShape(
                    "", "Alertmanager's webhook sends an object with \"alerts\", not " + JsonInput.describe(body));
        }
        into.countTruncated(Math.max(0, body.path("truncatedAlerts").asLong(0)));
        AlertNotification notification = AlertNotification.of(bytes, body.path("alerts"), arrival);
        Set<String> firing = notification.firing();
        for (SentAlert alert : notification.inOrder()) {
            boolean firesAnew = !alert.firing() && firing.contains(alert.identity());
            if (firesAnew || isUnprovenResolution(alert.item().node())) {
                into.countDropped();
            } else {
                into.add(alert.item(), item -> read(alert, notification));
            }
        }
    }

    /**
     * Grafana sends {@code resolved} also when it does not see the alert any more: the series is missing, there is no data, the
     * query failed, the rule was edited. Then it gives the reason. That proves no recovery, so the alert is left out, unless the
     * source accepts the reason by {@code resolvedDespite}.
     */
    private boolean isUnprovenResolution(JsonNode alert) {
        JsonNode status = alert.path("status");
        JsonNode reason = alert.path(ANNOTATIONS).path("grafana_state_reason");
        return status.isString()
                && status.asString().equals("resolved")
                && reason.isString()
                && !reason.asString().isBlank()
                && !resolvedDespite.containsAll(
                        List.of(reason.asString().strip().split("\\s*,\\s*")));
    }

    private EventDraft read(SentAlert sent, AlertNotification notification) throws UnreadableException {
        JsonNode node = sent.item().object();
        String status = JsonInput.scalar("status", node.path("status"));
        if (!sent.firing() && !status.equals("resolved")) {
            throw UnreadableException.at(
                    "status", UnreadableException.quote(status) + " is neither \"firing\" nor \"resolved\"");
        }
        long startsAt = sent.startsAt().orElseThrow(() -> notATime("startsAt", node));
        // the fingerprint is that of the labels as they were sent, not of those that relabelings make
        EventDraft asSent = new EventDraft(EventKind.ALERT, "", 0);
        JsonLabels.asWritten(asSent, node.path("labels"), label -> label);
        SortedMap<String, String> sentLabels = asSent.labels();
        String fingerprint = JsonInput.scalar("fingerprint", node.path("fingerprint"));
        Alert alert = new Alert(
                fingerprint.isEmpty() ? Fingerprint.of(sentLabels) : fingerprint,
                sent.firing(),
                startsAt,
                notification.receivedAt() == 0 ? startsAt : notification.receivedAt());
        String id = EventDraft.idWithin(
                source, notification.id() + "#" + sent.item().index());
        EventDraft draft = new EventDraft(EventKind.ALERT, id, eventTime(sent, alert, notification.timeKnown()))
                .alert(alert)
                .name(sentLabels.getOrDefault("alertname", ""))
                .severity(sentLabels.getOrDefault("severity", ""))
                .message(message(node.path(ANNOTATIONS)))
                .value(value(node));
        annotations(draft, node.path(ANNOTATIONS));
        annotationLabels(draft, node);
        // the alert's own labels win; severity is the event's own, under the same name
        sentLabels.forEach((label, text) ->
                draft.labels().put(label.equals("severity") ? label : JsonLabels.exported(label), text));
        return draft;
    }

    /**
     * Firing: the time of the notification, however long ago the alert began. Resolved: {@code endsAt}, but not later than
     * the notification. Without {@code endsAt}, or when nobody knows when the notification was received, the time of the
     * notification.
     */
    private static long eventTime(SentAlert sent, Alert alert, boolean timeKnown) throws UnreadableException {
        if (alert.firing()) {
            return alert.notifiedAt();
        }
        OptionalLong endsAt = sent.endsAt();
        if (endsAt.isEmpty() && !timeKnown) {
            throw notATime("endsAt", sent.item().node());
        }
        return timeKnown && endsAt.isPresent() ? Math.min(endsAt.getAsLong(), alert.notifiedAt()) : alert.notifiedAt();
    }

    private static UnreadableException notATime(String field, JsonNode alert) {
        JsonNode node = alert.path(field);
        String problem =
                node.isMissingNode() ? "is missing" : UnreadableException.quote(node.toString()) + " is not a time";
        return UnreadableException.at(field, problem + "; it is read as " + AlertNotification.ISO8601);
    }

    /**
     * The number in the field that the source names; null when there is none, since an alert counts without a value. Where
     * the source names no field, the one number of Grafana's {@code values}, which holds the values of the rule's queries
     * and expressions; null when there are several.
     */
    private @Nullable Double value(JsonNode alert) throws UnreadableException {
        if (!source.event().value().isEmpty()) {
            try {
                return EventDraft.number(
                        "", value.text(RecordFields.ofJson(alert)).strip());
            } catch (UnreadableException e) {
                return null;
            }
        }
        JsonNode values = alert.path("values");
        JsonNode only = values.size() == 1 ? values.iterator().next() : values;
        return only.isNumber() ? EventDraft.number("values", only.asString()) : null;
    }

    /**
     * Takes as many annotations as an event may have labels, and cuts long ones: an annotation is not part of the alert's
     * identity.
     */
    private static void annotations(EventDraft draft, JsonNode annotations) {
        for (var annotation : annotations.properties()) {
            JsonNode text = annotation.getValue();
            String name = Utf8.wellFormed(annotation.getKey());
            if (text.isValueNode()
                    && !text.isNull()
                    && !text.asString().isEmpty()
                    && name.length() <= IngestLimits.LABEL_NAME_CHARS
                    && draft.annotations().size() < IngestLimits.LABELS) {
                draft.annotations()
                        .put(
                                name,
                                Utf8.cut(
                                        Utf8.wellFormed(text.asString()),
                                        IngestLimits.LABEL_VALUE_BYTES,
                                        IngestLimits.CUT));
            }
        }
    }

    /** The labels that the source makes of annotations by {@code labelsFrom} and {@code labels}. */
    private void annotationLabels(EventDraft draft, JsonNode alert) throws UnreadableException {
        if (!source.event().labelsFrom().isEmpty()) {
            JsonLabels.adapted(draft, ANNOTATIONS, alert.path(ANNOTATIONS));
        }
        labels.forEach((label, annotation) -> annotation.alternatives().stream()
                .filter(field -> field.startsWith(ANNOTATIONS + "."))
                .map(field -> draft.annotations().get(field.substring(ANNOTATIONS.length() + 1)))
                .filter(text -> text != null)
                .findFirst()
                .ifPresent(text -> draft.labels().putIfAbsent(label, text)));
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
