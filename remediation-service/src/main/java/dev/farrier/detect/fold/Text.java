package dev.farrier.detect.fold;

import java.time.Duration;
import java.util.Collection;
import java.util.TreeSet;

/** Words for people. */
public final class Text {
    private Text() {}

    /** {@code bad and worse}. */
    public static String list(Collection<String> names) {
        return String.join(" and ", new TreeSet<>(names));
    }

    /** {@code matches of bad}. */
    public static String matches(Collection<String> of) {
        return "matches of " + names(of);
    }

    public static String names(Collection<String> names) {
        return String.join(" or ", new TreeSet<>(names));
    }

    /** {@code 1 match of bad}, {@code 2 matches of bad}. */
    public static String matches(long count, Collection<String> of) {
        return count + (count == 1 ? " match of " : " matches of ") + names(of);
    }

    /** As durations are written in policies: {@code 1h30m}. */
    public static String of(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
