package dev.farrier.ingest.format;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.BatchItem;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.IngestFormat;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventDraft;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.JsonLabels;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.time.TimeFormat;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The event API's own form: one event, an array of events, {@code {"events": […]}}, or one event a line (NDJSON). */
public final class EventsFormat implements IngestFormat {
    private static final Set<String> FIELDS =
            new TreeSet<>(Set.of("id", "time", "kind", "name", "severity", "message", "labels", "value"));

    /** Numbers from here on are milliseconds: as seconds they would lie in the year 5138, as milliseconds in 1973. */
    private static final long FIRST_MILLIS = 100_000_000_000L;

    private static final TimeFormat ISO8601 = TimeFormat.of("iso8601", ZoneOffset.UTC);
    private static final TimeFormat SECONDS = TimeFormat.of("epoch_second", ZoneOffset.UTC);
    private static final TimeFormat MILLIS = TimeFormat.of("epoch_milli", ZoneOffset.UTC);

    @Override
    public String name() {
        return "events";
    }

    @Override
    public EventKind kind() {
        return EventKind.EVENT;
    }

    @Override
    public boolean mapped() {
        return false;
    }

    @Override
    public List<String> receivers() {
        return List.of("events");
    }

    @Override
    public FormatReader reader(Source source, AvroDecoderFactory avro) {
        return (body, arrival, into) -> {
            for (BatchItem item : items(Utf8.decode(body, IngestLimits.BODY_BYTES))) {
                into.add(item, each -> read(each, arrival, source));
            }
        };
    }

    private static List<BatchItem> items(String text) throws UnreadableException {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() > 1 && lines.stream().allMatch(EventsFormat::isObject)) {
            return objects(lines);
        }
        JsonNode body = JsonInput.strict(text);
        if (body.isArray()) {
            return BatchItem.of("", body);
        }
        if (body.isObject() && body.has("events")) {
            for (String field : body.propertyNames()) {
                if (!field.equals("events")) {
                    throw UnreadableException.at(field, "unknown field; beside \"events\" there is none");
                }
            }
            return BatchItem.of("events", body.path("events"));
        }
        if (!body.isObject()) {
            throw UnreadableException.at(
                    "",
                    "an event, an array of events or {\"events\": […]} is expected, not " + JsonInput.describe(body));
        }
        return List.of(new BatchItem("", body, -1));
    }

    private static boolean isObject(String line) {
        String text = line.strip();
        return text.startsWith("{") && text.endsWith("}");
    }

    /** NDJSON: one event a line. */
    private static List<BatchItem> objects(List<String> lines) throws UnreadableException {
        BatchItem.checkCount("", lines.size());
        List<BatchItem> elements = new ArrayList<>(lines.size());
        for (String line : lines) {
            String where = "[" + elements.size() + "]";
            try {
                elements.add(new BatchItem(where, JsonInput.strict(line), elements.size()));
            } catch (UnreadableException e) {
                throw e.within(where);
            }
        }
        return elements;
    }

    private static EventDraft read(BatchItem element, Arrival arrival, Source source) throws UnreadableException {
        JsonNode event = element.object();
        for (String field : event.propertyNames()) {
            if (!FIELDS.contains(field)) {
                throw UnreadableException.at(
                        UnreadableException.head(field), "unknown field; an event has " + String.join(", ", FIELDS));
            }
        }
        String own = text(event, "id", true);
        String id = own.isEmpty() ? element.origin(arrival) : EventDraft.idWithin(source, own);
        String name = text(event, "name", false);
        String message = text(event, "message", false);
        EventDraft draft = new EventDraft(kind(event, source), id, time(event.path("time"), arrival))
                .name(name)
                .severity(text(event, "severity", false))
                .message(message);
        JsonLabels.asWritten(draft, event.path("labels"), label -> {
            if (EventDraft.RESERVED.contains(label)) {
                throw UnreadableException.at(
                        "labels." + label,
                        "the label name is taken by the event's own " + label + "; use the field, or another name");
            }
            return label;
        });
        JsonNode value = event.path("value");
        if (!value.isMissingNode() && !value.isNull()) {
            if (!value.isNumber()) {
                throw UnreadableException.at("value", "a number is expected, not " + JsonInput.describe(value));
            }
            draft.value(EventDraft.number("value", value.asString()));
        }
        if (name.isEmpty() && message.isEmpty() && draft.labels().isEmpty()) {
            throw UnreadableException.at("", "the event says nothing; give it at least a name, a message or a label");
        }
        return draft;
    }

    private static EventKind kind(JsonNode event, Source source) throws UnreadableException {
        String kind = text(event, "kind", false).toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "" ->
                source.event().kind() == EventKind.ALERT
                        ? EventKind.EVENT
                        : source.event().kind();
            case "log" -> EventKind.LOG;
            case "metric" -> EventKind.METRIC;
            case "event" -> EventKind.EVENT;
            case "alert" ->
                throw UnreadableException.at(
                        "kind", "alerts are taken in Alertmanager's own form, by the alertmanager receiver");
            default ->
                throw UnreadableException.at(
                        "kind", UnreadableException.quote(kind) + " is none of log, metric, event");
        };
    }

    private static long time(JsonNode time, Arrival arrival) throws UnreadableException {
        if (time.isMissingNode() || time.isNull()) {
            if (arrival.receivedAt() == null) {
                throw UnreadableException.at("time", "is missing, and the record does not say when it came in");
            }
            return arrival.receivedAt();
        }
        OptionalLong read = OptionalLong.empty();
        if (time.isNumber()) {
            read = MILLIS.read(time.asString(), 0);
            if (read.isPresent() && read.getAsLong() < FIRST_MILLIS) {
                read = SECONDS.read(time.asString(), 0);
            }
        } else if (time.isString()) {
            read = ISO8601.read(time.asString().strip(), 0);
        }
        if (read.isEmpty()) {
            throw UnreadableException.at(
                    "time",
                    UnreadableException.quote(time.isString() ? time.asString() : time.toString())
                            + " is not a time; write \"2026-06-09T06:06:20.123Z\", or seconds or milliseconds"
                            + " since 1970 as a number");
        }
        return read.getAsLong();
    }

    private static String text(JsonNode event, String field, boolean numberToo) throws UnreadableException {
        JsonNode node = event.path(field);
        if (node.isMissingNode() || node.isNull() || node.isString() || (numberToo && node.isNumber())) {
            return JsonInput.scalar(field, node);
        }
        throw UnreadableException.at(field, "a text is expected, not " + JsonInput.describe(node));
    }
}
