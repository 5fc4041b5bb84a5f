package dev.farrier.policy.interval;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * Recurring times, as one entry of Alertmanager's {@code time_intervals}
 * (prometheus.io/docs/alerting/latest/configuration/#time_interval): a moment belongs to it when every list that is not empty has a
 * range with it.
 *
 * <p>The clock of the zone counts. A time of day that a change of the clock leaves out does not come on that day; one that comes twice
 * counts both times.
 *
 * @param times minutes of the day, 0 to 1440; the end of a range does not belong to it
 * @param weekdays 0 Sunday to 6 Saturday
 * @param daysOfMonth 1 to 31, or -31 to -1 from the end of the month; what the month does not have is left out
 * @param months 1 to 12
 */
public record TimeInterval(
        List<Range> times,
        List<Range> weekdays,
        List<Range> daysOfMonth,
        List<Range> months,
        List<Range> years,
        ZoneId zone) {
    public static final int MINUTES_OF_DAY = 24 * 60;

    /** After so many years the calendar repeats itself, weekdays included. */
    private static final int CYCLE = 400;

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    public TimeInterval {
        times = List.copyOf(times);
        weekdays = List.copyOf(weekdays);
        daysOfMonth = List.copyOf(daysOfMonth);
        months = List.copyOf(months);
        years = List.copyOf(years);
    }

    /** From begin to end, both included, where nothing else is said. */
    public record Range(int begin, int end) {
        boolean contains(int value) {
            return begin <= value && value <= end;
        }
    }

    /** Whether it has no limit at all. */
    public boolean isAlways() {
        return times.isEmpty() && weekdays.isEmpty() && daysOfMonth.isEmpty() && months.isEmpty() && years.isEmpty();
    }

    /** Whether some day of the calendar, from 1970 to 9999, belongs to it. */
    public boolean isEver() {
        for (int year = FIRST_YEAR; year <= LAST_YEAR && (!years.isEmpty() || year < FIRST_YEAR + CYCLE); year++) {
            if (hasDayIn(year)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasDayIn(int year) {
        if (!matches(years, year)) {
            return false;
        }
        LocalDate first = LocalDate.of(year, 1, 1);
        for (int day = 0; day < first.lengthOfYear(); day++) {
            if (contains(first.plusDays(day))) {
                return true;
            }
        }
        return false;
    }

    /** @param at epoch milliseconds */
    boolean contains(long at) {
        ZonedDateTime local = Instant.ofEpochMilli(at).atZone(zone);
        int minute = local.getHour() * 60 + local.getMinute();
        return contains(local.toLocalDate())
                && (times.isEmpty() || times.stream().anyMatch(range -> range.begin <= minute && minute < range.end));
    }

    private boolean contains(LocalDate day) {
        return matches(years, day.getYear())
                && matches(months, day.getMonthValue())
                && matches(weekdays, day.getDayOfWeek().getValue() % DayOfWeek.values().length)
                && (daysOfMonth.isEmpty() || daysOfMonth.stream().anyMatch(range -> isIn(range, day)));
    }

    private static boolean matches(List<Range> ranges, int value) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(value));
    }

    private static boolean isIn(Range range, LocalDate day) {
        int length = YearMonth.from(day).lengthOfMonth();
        int begin = range.begin < 0 ? length + range.begin + 1 : range.begin;
        int end = range.end < 0 ? length + range.end + 1 : range.end;
        return begin <= day.getDayOfMonth() && day.getDayOfMonth() <= end;
    }

    /**
     * The next moment at which {@link #contains(long)} may change, at most one day later.
     *
     * @param at epoch milliseconds
     */
    long nextBoundary(long at) {
        Instant now = Instant.ofEpochMilli(at);
        ZoneRules rules = zone.getRules();
        LocalDate day = now.atZone(zone).toLocalDate();
        long next = day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
        ZoneOffsetTransition change = rules.nextTransition(now);
        if (change != null) {
            next = Math.min(next, change.toEpochSecond() * 1000);
        }
        if (contains(day)) {
            for (Range range : times) {
                next = Math.min(next, first(rules, day, range.begin, at, next));
                next = Math.min(next, first(rules, day, range.end, at, next));
            }
        }
        return next;
    }

    /** When that minute of the day begins, after {@code at}; {@code otherwise} when it does not, or is the end of the day. */
    private static long first(ZoneRules rules, LocalDate day, int minute, long at, long otherwise) {
        if (minute == MINUTES_OF_DAY) {
            return otherwise;
        }
        LocalDateTime local = day.atTime(LocalTime.ofSecondOfDay(minute * 60L));
        return rules.getValidOffsets(local).stream()
                .mapToLong(offset -> epochMillis(local, offset))
                .filter(begin -> begin > at)
                .min()
                .orElse(otherwise);
    }

    private static long epochMillis(LocalDateTime local, ZoneOffset offset) {
        return local.toEpochSecond(offset) * 1000;
    }
}
