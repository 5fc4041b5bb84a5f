package dev.farrier.policy.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DateTimeFormatter} pattern with English names. Any number of blanks stands for one, in the pattern and in the
 * text, so {@code MMM d} reads {@code Jun  9} and {@code Jun 14}. A date that does not exist is no time; a missing time
 * of day is midnight; a missing year is the last one that gives a time at most a day after the receipt.
 */
final class PatternFormat implements TimeFormat {
    private static final ZonedDateTime SAMPLE = ZonedDateTime.of(2026, 6, 9, 6, 6, 20, 123_000_000, ZoneOffset.UTC);

    /** 29 February 1904 came eight years after its predecessor: the longest gap there is. */
    private static final int LEAP_YEAR_GAP = 8;

    /** How far the sender's clock may be ahead of the receiver's. */
    private static final long CLOCKS_AHEAD = Duration.ofDays(1).toMillis();

    private final String pattern;
    private final String example;
    private final DateTimeFormatter formatter;
    private final ZoneId zone;

    PatternFormat(String pattern, ZoneId zone) {
        this.pattern = pattern;
        this.zone = zone;
        String advice = "'" + pattern + "' is no time format: write iso8601, syslog, epoch_second, epoch_milli,"
                + " epoch_micro, epoch_nano, or a pattern of Java's DateTimeFormatter such as 'MMM d HH:mm:ss'";
        try {
            this.formatter = new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(normalised(pattern))
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);
            this.example = formatter.format(SAMPLE);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(advice + " (" + e.getMessage() + ")", e);
        }
        if (read(example, SAMPLE.toInstant().toEpochMilli()).isEmpty()) {
            throw new IllegalArgumentException(advice + " (this one does not say the month and day)");
        }
    }

    /**
     * Makes one blank of several. Outside of quotes it removes paddings ({@code ppd}), since the text has no double blanks
     * either, and replaces the year of the era by the year, which needs no era.
     */
    private static String normalised(String pattern) {
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        boolean era = pattern.indexOf('G') >= 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            quoted ^= c == '\'';
            boolean blankAgain = c == ' ' && !out.isEmpty() && out.charAt(out.length() - 1) == ' ';
            if (!blankAgain && (quoted || c != 'p')) {
                out.append(c == 'y' && !quoted && !era ? 'u' : c);
            }
        }
        return out.toString();
    }

    @Override
    public OptionalLong read(String text, long receipt) {
        try {
            TemporalAccessor parsed = formatter.parse(singleBlanks(text));
            LocalTime time = parsed.query(TemporalQueries.localTime());
            ZoneId own = parsed.query(TemporalQueries.zone());
            Instant found = at(parsed, time == null ? LocalTime.MIDNIGHT : time, own == null ? zone : own, receipt);
            return found == null ? OptionalLong.empty() : OptionalLong.of(found.toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    private static @Nullable Instant at(TemporalAccessor parsed, LocalTime time, ZoneId zone, long receipt) {
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date != null) {
            return TimeFormat.nearest(date.atTime(time), zone, receipt);
        }
        if (parsed.isSupported(ChronoField.YEAR)) {
            return null;
        }
        MonthDay day = MonthDay.from(parsed);
        long latest = receipt + CLOCKS_AHEAD;
        int year = Instant.ofEpochMilli(latest).atZone(zone).getYear();
        for (int back = 0; back <= LEAP_YEAR_GAP; back++) {
            if (day.isValidYear(year - back)) {
                Instant candidate = TimeFormat.nearest(day.atYear(year - back).atTime(time), zone, receipt);
                if (candidate.toEpochMilli() <= latest) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static String singleBlanks(String text) {
        if (!text.contains("  ")) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != ' ' || i == 0 || text.charAt(i - 1) != ' ') {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return pattern + " (" + example + ")";
    }
}
