package dev.farrier.policy.yaml.document;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.policy.interval.Schedule;
import dev.farrier.policy.interval.TimeInterval;
import dev.farrier.policy.interval.TimeInterval.Range;
import dev.farrier.policy.interval.TimeIntervals;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Nearest;
import java.time.DateTimeException;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code kind: TimeIntervals}, and the keys of policies and rungs that name such documents. */
public final class TimeIntervalsReader {
    private static final List<String> WEEKDAYS =
            List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");
    private static final List<String> MONTHS = Arrays.stream(Month.values())
            .map(month -> month.name().toLowerCase(Locale.ROOT))
            .toList();
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,4}");
    private static final int UNKNOWN = -1000;
    private static final int LAST_DAY = 31;
    private static final int LAST_YEAR = 9999;

    private static final Unit WEEKDAY =
            new Unit("weekday", "write names such as monday", TimeIntervalsReader::weekday, "sunday", "saturday");
    private static final Unit DAY_OF_MONTH =
            new Unit("day of a month", "write 1 to 31, or -31 to -1", TimeIntervalsReader::dayOfMonth, "", "");
    private static final Unit MONTH = new Unit(
            "month", "write a name such as january, or 1 to 12", TimeIntervalsReader::month, "january", "december");
    private static final Unit YEAR = new Unit("year", "write years such as 2027", TimeIntervalsReader::year, "", "");

    private static final YamlMap TIME_RANGE =
            YamlMap.of("timeRange", "A part of the day, from startTime on and before endTime.");
    private static final YamlKey<Scalar> START = TIME_RANGE.required("startTime", time(), "Such as '09:00'; quote it.");
    private static final YamlKey<Scalar> END =
            TIME_RANGE.required("endTime", time(), "Such as '17:00', or '24:00' for the end of the day; quote it.");

    private static final YamlMap ENTRY = YamlMap.of(
            "timeInterval",
            "Recurring times, as an entry of Alertmanager's time_intervals: each list that is there must have a range with the"
                    + " moment. Ranges are written begin:end, both included.");
    private static final YamlKey<List<MapReader>> TIMES = ENTRY.optional(
            "times",
            YamlTypes.filledList(YamlTypes.map(TIME_RANGE), "no time would be in it: remove it for all times"),
            "Parts of the day.");
    private static final YamlKey<List<Scalar>> DAYS = ENTRY.optional(
            "weekdays",
            ofRanges("monday:friday", "[A-Za-z]+"),
            "Such as monday:friday or sunday; a week begins on sunday.");
    private static final YamlKey<List<Scalar>> DAYS_OF_MONTH = ENTRY.optional(
            "daysOfMonth",
            ofRanges("1:7", "-?[0-9]{1,2}"),
            "Such as 1:7; negative numbers count from the end of the month: -1 is its last day.");
    private static final YamlKey<List<Scalar>> MONTHS_KEY = ENTRY.optional(
            "months",
            ofRanges("november:december", "([A-Za-z]+|[0-9]{1,2})"),
            "By name or number, such as november:december or 1:3.");
    private static final YamlKey<List<Scalar>> YEARS =
            ENTRY.optional("years", ofRanges("2027", "[0-9]{4}"), "Such as 2027 or 2027:2029.");
    private static final YamlKey<Scalar> LOCATION = ENTRY.optional(
            "location",
            YamlTypes.scalar(),
            "The time zone whose clock counts: UTC, +02:00 or a name such as Europe/Berlin. Default: UTC.");

    public static final YamlMap TIME_INTERVALS = YamlMap.of(
            "timeIntervals", "Times that policies and rungs may name in muteTimeIntervals and activeTimeIntervals.");
    private static final YamlKey<List<MapReader>> ENTRIES = TIME_INTERVALS.required(
            "timeIntervals",
            YamlTypes.filledList(YamlTypes.map(ENTRY), "no time would belong to it")
                    .orWrite("write a list of times, such as - times: [{startTime: '09:00', endTime: '17:00'}]"),
            "A moment belongs to the document when it belongs to one of these.");

    /** Of a policy or a rung. */
    private static final YamlType<List<Scalar>> NAMES = YamlTypes.filledList(
            YamlTypes.scalar(), "name at least one document with kind: TimeIntervals, or remove it");

    /**
     * What a range is made of.
     *
     * @param number of one end of a range; {@link #UNKNOWN} when it is none
     * @param first the first of a round, such as {@code sunday}; empty: there are no rounds
     */
    private record Unit(String name, String advice, Function<String, Integer> number, String first, String last) {}

    private TimeIntervalsReader() {}

    /** A reader of the two keys, which it declares in this map. */
    public static ScheduleReader declareIn(YamlMap map, String what) {
        return new ScheduleReader(
                map.optional(
                        "muteTimeIntervals",
                        NAMES,
                        "Names of TimeIntervals in which " + what
                                + " starts nothing. It waits for their end; people are called as ever."),
                map.optional(
                        "activeTimeIntervals",
                        NAMES,
                        "Names of TimeIntervals: outside all of them, " + what
                                + " starts nothing, and waits. Default: always active."));
    }

    /** Adds the intervals to the catalog; what is wrong with one is reported. */
    public static void read(List<Document> documents, Catalog catalog) {
        for (Document document : documents) {
            MapReader spec = document.open(TIME_INTERVALS);
            int errors = spec.problems().errors();
            List<TimeInterval> entries =
                    spec.get(ENTRIES).stream().map(TimeIntervalsReader::entry).toList();
            catalog.timeIntervalNames().add(document.name());
            if (spec.problems().errors() == errors) {
                catalog.timeIntervals().put(document.name(), new TimeIntervals(document.name(), entries));
            }
        }
    }

    private static TimeInterval entry(MapReader written) {
        int errors = written.problems().errors();
        TimeInterval entry = new TimeInterval(
                written.get(TIMES).stream()
                        .map(TimeIntervalsReader::timeRange)
                        .filter(Objects::nonNull)
                        .toList(),
                ranges(written, DAYS, WEEKDAY),
                ranges(written, DAYS_OF_MONTH, DAY_OF_MONTH),
                ranges(written, MONTHS_KEY, MONTH),
                ranges(written, YEARS, YEAR),
                zone(written));
        if (written.problems().errors() == errors && !entry.isEver()) {
            written.problems()
                    .error(
                            written.location(),
                            "no day is ever in it: correct its weekdays, daysOfMonth, months or years");
        }
        return entry;
    }

    private static @Nullable Range timeRange(MapReader written) {
        Integer start = minute(written, START);
        Integer end = minute(written, END);
        if (start == null || end == null) {
            return null;
        }
        if (start >= end) {
            written.error(
                    END,
                    start.equals(end)
                            ? "the range ends as it begins: write a later endTime, '24:00' for the end of the day"
                            : "a range can't go on after midnight: write two, one to endTime: '24:00' and one from startTime: '00:00'");
            return null;
        }
        return new Range(start, end);
    }

    private static @Nullable Integer minute(MapReader written, YamlKey<Scalar> key) {
        Scalar scalar = written.find(key);
        if (scalar == null) {
            return null;
        }
        Matcher time = TIME.matcher(scalar.text());
        if (time.matches()) {
            int hour = Integer.parseInt(time.group(1));
            int minute = Integer.parseInt(time.group(2));
            if (minute < 60 && hour * 60 + minute <= TimeInterval.MINUTES_OF_DAY) {
                return hour * 60 + minute;
            }
        }
        written.error(key, "'" + scalar.text() + "' is no time of day: write one from '00:00' to '24:00', in quotes");
        return null;
    }

    private static List<Range> ranges(MapReader written, YamlKey<List<Scalar>> key, Unit unit) {
        return written.get(key).stream()
                .map(scalar -> range(written, scalar, unit))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Range range(MapReader written, Scalar scalar, Unit unit) {
        String text = scalar.text();
        String[] ends = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
        int begin = unit.number.apply(ends[0].strip());
        int end = unit.number.apply(ends[ends.length - 1].strip());
        if (ends.length > 2 || begin == UNKNOWN || end == UNKNOWN) {
            written.error(scalar, "'" + text + "' is no " + unit.name + " and no range of them: " + unit.advice);
            return null;
        }
        if (begin < 0 && end > 0) {
            written.error(
                    scalar,
                    "'" + text + "' begins at the end of the month: count its end from there too, such as -7:-1");
            return null;
        }
        // 10:-25 ends on the 7th at the latest
        int latest = begin > 0 && end < 0 ? LAST_DAY + end + 1 : end;
        if (latest < begin) {
            String instead = unit.first.isEmpty()
                    ? end < 0 ? "write a later end, such as " + ends[0].strip() + ":-1" : "exchange the two"
                    : "write two, '" + ends[0].strip() + ":" + unit.last + "' and '" + unit.first + ":"
                            + ends[1].strip() + "'";
            written.error(scalar, "'" + text + "' ends before it begins: " + instead);
            return null;
        }
        return new Range(begin, end);
    }

    private static int number(String text, int min, int max) {
        if (!NUMBER.matcher(text).matches()) {
            return UNKNOWN;
        }
        int number = Integer.parseInt(text);
        return min <= number && number <= max ? number : UNKNOWN;
    }

    private static int weekday(String text) {
        return WEEKDAYS.contains(text) ? WEEKDAYS.indexOf(text) : UNKNOWN;
    }

    private static int dayOfMonth(String text) {
        int day = number(text, -LAST_DAY, LAST_DAY);
        return day == 0 ? UNKNOWN : day;
    }

    private static int month(String text) {
        int named = MONTHS.indexOf(text) + 1;
        return named > 0 ? named : number(text, 1, MONTHS.size());
    }

    private static int year(String text) {
        return number(text, 1970, LAST_YEAR);
    }

    private static ZoneId zone(MapReader written) {
        Scalar location = written.find(LOCATION);
        if (location == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(location.text());
        } catch (DateTimeException e) {
            String near = Nearest.find(location.text(), ZoneId.getAvailableZoneIds());
            written.error(
                    LOCATION,
                    "'" + location.text() + "' is no time zone: "
                            + (near == null
                                    ? "write UTC, +02:00 or a name such as Europe/Berlin"
                                    : "did you mean '" + near + "'?"));
            return ZoneOffset.UTC;
        }
    }

    private static YamlType<Scalar> time() {
        return YamlTypes.scalar()
                .orWrite("write a time of day such as '09:00'")
                .schema(writer -> of("type", "string", "pattern", "^([01]?[0-9]|2[0-3]):[0-5][0-9]$|^24:00$"));
    }

    /** @param end pattern of one end of a range */
    private static YamlType<List<Scalar>> ofRanges(String example, String end) {
        YamlType<Scalar> range = YamlTypes.scalar()
                .schema(writer -> of(
                        "type",
                        List.of("string", "integer"),
                        "pattern",
                        "^\\s*" + end + "(\\s*:\\s*" + end + ")?\\s*$"));
        return YamlTypes.filledList(range, "nothing would be in it: write such as ['" + example + "'], or remove it");
    }

    /** Reads the two keys of a policy or a rung. */
    public record ScheduleReader(YamlKey<List<Scalar>> mute, YamlKey<List<Scalar>> active) {
        /** What is wrong with a name is reported, and the name left out. */
        public Schedule read(MapReader written, Catalog catalog) {
            Schedule schedule = new Schedule(named(written, mute, catalog), named(written, active, catalog));
            schedule.mute().stream()
                    .filter(TimeIntervals::isAlways)
                    .forEach(
                            always -> written.error(
                                    mute,
                                    "the time intervals '" + always.name()
                                            + "' have no limit, so nothing would ever be done: limit them, or write mode: off"));
            schedule.mute().stream()
                    .filter(schedule.active()::contains)
                    .forEach(both -> written.error(
                            mute, "'" + both.name() + "' is in activeTimeIntervals too: remove it here or there"));
            return schedule;
        }

        private static List<TimeIntervals> named(MapReader written, YamlKey<List<Scalar>> key, Catalog catalog) {
            return written.get(key).stream()
                    .filter(name -> written.checkKnown(name, "unknown time intervals", catalog.timeIntervalNames()))
                    .map(name -> catalog.timeIntervals().get(name.text()))
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
        }
    }
}
