package dev.farrier.policy.time;

import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Several formats, tried in order. */
public final class TimeFormats implements TimeFormat {
    private static final int MAX_CHARS = 128;

    private final List<TimeFormat> formats;

    private TimeFormats(List<TimeFormat> formats) {
        this.formats = formats;
    }

    /** @throws IllegalArgumentException with a message for people when a format is none, or there is none */
    public static TimeFormats of(List<String> formats, ZoneId zone) {
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("a time field needs at least one format, e.g. iso8601");
        }
        return new TimeFormats(
                formats.stream().map(format -> TimeFormat.of(format, zone)).toList());
    }

    @Override
    public OptionalLong read(String text, long receipt) {
        String stripped = text.strip();
        if (!stripped.isEmpty() && stripped.length() <= MAX_CHARS) {
            for (TimeFormat format : formats) {
                OptionalLong time = format.read(stripped, receipt);
                if (time.isPresent()) {
                    return time;
                }
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public String toString() {
        return formats.stream().map(TimeFormat::toString).collect(Collectors.joining(", or "));
    }
}
