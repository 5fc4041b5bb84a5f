package dev.farrier.ingest.record;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.time.TimeFormats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes one event of a record of fields, as the source's mapping says. */
public final class EventMapper {
    private final Source source;
    private final EventKind kind;
    private final FieldPath id;
    private final FieldPath name;
    private final FieldPath severity;
    private final FieldPath message;
    private final FieldPath value;
    private final List<String> labelsFrom;
    private final Map<String, FieldPath> labels = new LinkedHashMap<>();
    private final FieldPath time;
    /** Finds the time in the field's text; null: the text is the time. */
    private final @Nullable Pattern timeWithin;

    private final @Nullable TimeFormats formats;

    /** @throws IllegalArgumentException when a time format is invalid, with a message for the user */
    public EventMapper(Source source) {
        Source.EventMapping mapping = source.event();
        this.source = source;
        this.kind = mapping.kind();
        this.id = FieldPath.of(mapping.id());
        this.name = FieldPath.of(mapping.name());
        this.severity = FieldPath.of(mapping.severity());
        this.message = FieldPath.of(mapping.message());
        this.value = FieldPath.of(mapping.value());
        this.labelsFrom = new ArrayList<>(mapping.labelsFrom());
        mapping.labels().forEach((label, field) -> labels.put(label, FieldPath.of(field)));
        this.time = FieldPath.of(source.time() == null ? "" : source.time().field());
        this.timeWithin = source.time() == null ? null : source.time().pattern();
        this.formats = source.time() == null
                ? null
                : TimeFormats.of(source.time().formats(), source.time().zone());
    }

    /** @param origin the event's id where the record has none */
    public EventDraft read(RecordFields fields, String origin, Arrival arrival) throws UnreadableException {
        return read(kind, fields, origin, arrival);
    }

    /** The same for a record that has a kind of its own. */
    public EventDraft read(EventKind of, RecordFields fields, String origin, Arrival arrival)
            throws UnreadableException {
        String own = id.text(fields);
        EventDraft draft = new EventDraft(
                        of, own.isEmpty() ? origin : EventDraft.idWithin(source, own), time(fields, arrival))
                .name(name.text(fields))
                .severity(severity.text(fields))
                .message(message.freeText(fields))
                .value(value(of, fields));
        for (String object : labelsFrom) {
            fields.labels(object, draft);
        }
        for (Map.Entry<String, FieldPath> label : labels.entrySet()) {
            String text = label.getValue().text(fields);
            if (!text.isEmpty()) {
                draft.labels().put(label.getKey(), text);
            }
        }
        return draft;
    }

    private long time(RecordFields fields, Arrival arrival) throws UnreadableException {
        if (formats != null) {
            String text = timeText(fields);
            OptionalLong read = formats.read(text, arrival.now());
            if (read.isEmpty()) {
                String what = text.isBlank()
                        ? "the time field is missing"
                        : UnreadableException.quote(text) + " is not a time";
                String error = what + "; it is read as " + formats;
                throw text.isBlank() && fields instanceof RecordFields.ObjectFields
                        ? UnreadableException.otherShape(time.written(), error)
                        : UnreadableException.at(time.written(), error);
            }
            return read.getAsLong();
        }
        if (arrival.receivedAt() == null) {
            throw UnreadableException.at(
                    "", "the source has no time field, and the record does not say when it came in");
        }
        return arrival.receivedAt();
    }

    private String timeText(RecordFields fields) throws UnreadableException {
        String text = time.text(fields);
        if (timeWithin == null || text.isBlank()) {
            return text;
        }
        // A time stands at the beginning of a text, or near it: a longer one is not searched to its end.
        Matcher matcher = timeWithin.matcher(Utf8.cut(text, IngestLimits.LABEL_VALUE_BYTES, ""));
        if (!matcher.find()) {
            throw UnreadableException.at(
                    time.written(),
                    "there is no time in " + UnreadableException.quote(text) + " where the pattern looks for it");
        }
        String found = timeWithin.namedGroups().containsKey("time") ? matcher.group("time") : matcher.group();
        return found == null ? "" : found;
    }

    private @Nullable Double value(EventKind of, RecordFields fields) throws UnreadableException {
        String text = value.text(fields);
        if (!text.isBlank()) {
            return EventDraft.number(value.written(), text.strip());
        }
        if (of == EventKind.METRIC) {
            throw UnreadableException.at(value.written(), "the value is missing; kind metric needs one");
        }
        return null;
    }
}
