package dev.farrier.policy.time;

import java.time.ZoneId;
import java.util.OptionalLong;

/** One way to write a time. Its {@code toString} is for people: the format's name, and an example. */
public interface TimeFormat {
    /**
     * Epoch milliseconds, rounded down; empty when the text is not of this format.
     *
     * @param latest epoch milliseconds: where the text names no year, it is the last one that gives a time not after this
     */
    OptionalLong read(String text, long latest);

    /**
     * {@code iso8601}, {@code epoch_second}, {@code epoch_milli} or a {@link java.time.format.DateTimeFormatter} pattern.
     *
     * @param zone for times that name none
     * @throws IllegalArgumentException with a message for people when the format is none
     */
    static TimeFormat of(String format, ZoneId zone) {
        return switch (format) {
            case "iso8601" -> new Iso8601(zone);
            case "epoch_second" -> new Epoch(format, 3);
            case "epoch_milli" -> new Epoch(format, 0);
            default -> new PatternTime(format, zone);
        };
    }
}
