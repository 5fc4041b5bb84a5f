package dev.farrier.ingest;

import dev.farrier.policy.Source;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Reads the event time from the field that the source names, in the first of its formats that fits. */
final class TimeReader {
    private static final int MAX_CHARS = 128;

    private final String field;
    private final List<TimeFormat> formats;

    /** @throws IllegalArgumentException when a format is none */
    TimeReader(Source.TimeField time) {
        this.field = time.field();
        this.formats = time.formats().stream()
                .map(format -> TimeFormat.of(format, time.zone()))
                .toList();
    }

    long read(Fields fields, long now) throws Unreadable {
        String text = fields.text(field).strip();
        if (text.isEmpty()) {
            throw Unreadable.at(field, "the time field is missing; it is read as " + tried());
        }
        if (text.length() <= MAX_CHARS) {
            for (TimeFormat format : formats) {
                OptionalLong time = format.read(text, now);
                if (time.isPresent()) {
                    return time.getAsLong();
                }
            }
        }
        throw Unreadable.at(field, Unreadable.quote(text) + " is not a time; it is read as " + tried());
    }

    private String tried() {
        return formats.stream().map(TimeFormat::toString).collect(Collectors.joining(", or "));
    }
}
