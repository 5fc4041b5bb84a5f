package dev.farrier.ingest;

import dev.farrier.policy.Source;
import dev.farrier.policy.time.TimeFormats;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A record of fields becomes one event, as the source's mapping says. */
final class MappedReader {
    private final Source source;
    private final Source.Mapping mapping;
    private final String field;
    private final @Nullable TimeFormats formats;

    MappedReader(Source source) {
        this.source = source;
        this.mapping = source.event();
        this.field = source.time() == null ? "" : source.time().field();
        this.formats = source.time() == null
                ? null
                : TimeFormats.of(source.time().formats(), source.time().zone());
    }

    Draft read(Fields fields, Arrival arrival) throws Unreadable {
        String own = mapping.id().isEmpty() ? "" : fields.text(mapping.id());
        String id = own.isEmpty() ? arrival.origin() : Ingest.ownId(source, own);
        Draft draft = new Draft(mapping.kind(), id, time(fields, arrival));
        draft.name = mapping.name().isEmpty() ? "" : fields.text(mapping.name());
        draft.severity = mapping.severity().isEmpty() ? "" : fields.text(mapping.severity());
        draft.message = mapping.message().isEmpty() ? "" : fields.freeText(mapping.message());
        draft.value = mapping.value().isEmpty() ? null : value(fields.text(mapping.value()));
        for (Map.Entry<String, String> label : mapping.labels().entrySet()) {
            draft.labels.put(label.getKey(), fields.text(label.getValue()));
        }
        return draft;
    }

    private long time(Fields fields, Arrival arrival) throws Unreadable {
        if (formats != null) {
            String text = fields.text(field);
            OptionalLong time = formats.read(text, arrival.now() + Limits.FUTURE_MILLIS);
            if (time.isEmpty()) {
                String what = text.isBlank() ? "the time field is missing" : Unreadable.quote(text) + " is not a time";
                throw Unreadable.at(field, what + "; it is read as " + formats);
            }
            return time.getAsLong();
        }
        if (arrival.receivedAt() == null) {
            throw Unreadable.at("", "the source has no time field, and the record does not say when it came in");
        }
        return arrival.receivedAt();
    }

    private @Nullable Double value(String text) throws Unreadable {
        if (text.isBlank()) {
            return null;
        }
        return finite(mapping.value(), text.strip());
    }

    /** The number that the text is; Java's own spellings (NaN, 0x1p3, 1d) are none. */
    static double finite(String where, String text) throws Unreadable {
        double value = Double.NaN;
        if (text.chars().allMatch(c -> (c >= '0' && c <= '9') || ".+-eE".indexOf(c) >= 0)) {
            try {
                value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                value = Double.NaN;
            }
        }
        if (!Double.isFinite(value)) {
            throw Unreadable.at(where, Unreadable.quote(text) + " is not a finite number");
        }
        return value;
    }
}
