package dev.farrier.ingest;

import java.time.ZoneId;
import java.util.OptionalLong;

/** One way to write a time. */
interface TimeFormat {
    /** Epoch milliseconds, rounded down; empty when the text is not of this format. {@code now} chooses a missing year. */
    OptionalLong read(String text, long now);

    /** @throws IllegalArgumentException with a message for people when the format is none */
    static TimeFormat of(String format, ZoneId zone) {
        return switch (format) {
            case "iso8601" -> new Iso8601(zone);
            case "epoch_second" -> new Epoch(format, 3);
            case "epoch_milli" -> new Epoch(format, 0);
            default -> new PatternTime(format, zone);
        };
    }

    /** @param shift from its unit to milliseconds, in powers of ten */
    record Epoch(String name, int shift) implements TimeFormat {
        @Override
        public OptionalLong read(String text, long now) {
            return Numbers.whole(text, shift);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
