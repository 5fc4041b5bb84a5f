package dev.farrier.policy.time;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Prometheus' durations: {@code 1h30m}, {@code 500ms}, {@code 7d}; units from large to small, each at most once. */
public final class Durations {
    private static final Pattern GRAMMAR =
            Pattern.compile("(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final Duration[] UNITS = {
        Duration.ofDays(365),
        Duration.ofDays(7),
        Duration.ofDays(1),
        Duration.ofHours(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        Duration.ofMillis(1)
    };

    /** The longest duration of a policy: long enough for every window, short enough for sums in milliseconds. */
    public static final Duration MAX = Duration.ofDays(3650);

    private Durations() {}

    /** @throws IllegalArgumentException saying what is wrong and what to write instead */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = GRAMMAR.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration: " + advice(text));
        }
        long millis = 0;
        try {
            for (int unit = 0; unit < UNITS.length; unit++) {
                String number = matcher.group(unit + 1);
                if (number != null) {
                    millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(number), UNITS[unit].toMillis()));
                }
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(tooLong(text), e);
        }
        if (millis > MAX.toMillis()) {
            throw new IllegalArgumentException(tooLong(text));
        }
        return Duration.of(millis, ChronoUnit.MILLIS);
    }

    private static String tooLong(String text) {
        return "'" + text + "' is too long: the longest duration is 10y";
    }

    private static String advice(String text) {
        if (text.matches("\\d+")) {
            return "give it a unit, such as " + text + "s or " + text + "m";
        }
        if (text.startsWith("-")) {
            return "it can't be negative";
        }
        return "write whole numbers with units from large to small, such as 1h30m, 90s or 500ms";
    }

    /** As it would be written. */
    public static String format(Duration duration) {
        String[] names = {"y", "w", "d", "h", "m", "s", "ms"};
        long left = duration.toMillis();
        StringBuilder text = new StringBuilder();
        for (int unit = 2; unit < UNITS.length; unit++) {
            long size = UNITS[unit].toMillis();
            if (left >= size) {
                text.append(left / size).append(names[unit]);
                left %= size;
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
