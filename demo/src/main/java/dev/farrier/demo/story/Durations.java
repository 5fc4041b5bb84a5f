package dev.farrier.demo.story;

import java.util.Locale;

/** Times for people. */
public final class Durations {
    private Durations() {}

    /** {@code 4.2 s}. */
    public static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
