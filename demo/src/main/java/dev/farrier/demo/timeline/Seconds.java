package dev.farrier.demo.timeline;

import java.util.Locale;

/** Formats durations. */
public final class Seconds {
    private Seconds() {}

    /** {@code 4.2 s}. */
    public static String format(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
