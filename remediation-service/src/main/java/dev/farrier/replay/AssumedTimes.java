package dev.farrier.replay;

import dev.farrier.policy.Source.TimeField;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a replay assumes about times without a year or a zone. */
public final class AssumedTimes {
    private static final String YEARS = "uyY";
    private static final String ZONES = "VvzOXx";

    private AssumedTimes() {}

    /**
     * One line; empty when the formats have year and zone. ISO 8601 may leave out the zone too, but seldom does.
     *
     * @param now the time from which the year is guessed, in words
     */
    public static Optional<String> of(TimeField time, String now) {
        List<String> assumed = new ArrayList<>();
        if (patterns(time).anyMatch(pattern -> hasNone(pattern, ZONES))) {
            assumed.add(
                    "times without a zone were read as " + (time.zone().equals(ZoneOffset.UTC) ? "UTC" : time.zone()));
        }
        if (patterns(time).anyMatch(pattern -> hasNone(pattern, YEARS))) {
            assumed.add("times without a year as the nearest at most a day after " + now);
        }
        return assumed.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", assumed));
    }

    /** Without quoted text. */
    private static Stream<String> patterns(TimeField time) {
        return time.formats().stream()
                .filter(format -> !format.equals("iso8601") && !format.startsWith("epoch_"))
                .map(format -> format.equals("syslog") ? "MMM d HH:mm:ss" : format)
                .map(format -> format.replaceAll("'[^']*'", ""));
    }

    private static boolean hasNone(String pattern, String letters) {
        return pattern.chars().noneMatch(letter -> letters.indexOf(letter) >= 0);
    }
}
