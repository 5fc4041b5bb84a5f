package dev.farrier.policytest;

import java.time.Duration;
import java.util.Locale;

/** Times since the start of a test, as they are written in one: {@code 1h2m3s}, {@code 0.5s}. */
final class Times {
    private Times() {}

    static String text(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
