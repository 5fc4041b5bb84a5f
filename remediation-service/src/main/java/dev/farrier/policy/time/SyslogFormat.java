package dev.farrier.policy.time;

import java.time.ZoneId;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code Jun  9 06:06:20} of RFC 3164, and its variants on devices: {@code *} or {@code .} before it when the clock is not
 * synchronised, a year before the month, before the time or after it, a fraction, a zone.
 */
final class SyslogFormat implements TimeFormat {
    private static final Pattern TIME = Pattern.compile("[*.]?(\\d{4} )?([A-Za-z]{3} +\\d{1,2}) (\\d{4} )?"
            + "(\\d{2}:\\d{2}:\\d{2})(?:[.,](\\d{1,9}))?(?: ([A-Z]{2,5}|[+-]\\d{2}:?\\d{2}))?( \\d{4})?");

    private static final int CLASSIC = "Jun  9 06:06:20".length();

    private final TimeFormat classic;
    private final TimeFormat withYear;
    private final TimeFormat withZone;
    private final TimeFormat withYearAndZone;

    SyslogFormat(ZoneId zone) {
        classic = new PatternFormat("MMM d HH:mm:ss", zone);
        withYear = new PatternFormat("MMM d HH:mm:ss yyyy", zone);
        withZone = new PatternFormat("MMM d HH:mm:ss [XXX][XX][z]", zone);
        withYearAndZone = new PatternFormat("MMM d HH:mm:ss yyyy [XXX][XX][z]", zone);
    }

    @Override
    public OptionalLong read(String text, long receipt) {
        OptionalLong usual = text.length() == CLASSIC ? classic.read(text, receipt) : OptionalLong.empty();
        if (usual.isPresent()) {
            return usual;
        }
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String year = or(matcher.group(1), or(matcher.group(3), matcher.group(7)));
        String zone = or(matcher.group(6), "");
        TimeFormat format =
                zone.isEmpty() ? (year.isEmpty() ? classic : withYear) : (year.isEmpty() ? withZone : withYearAndZone);
        String time = matcher.group(2) + " " + matcher.group(4) + " " + year + " " + zone;
        OptionalLong read = format.read(time.strip(), receipt);
        return read.isEmpty() ? read : OptionalLong.of(read.getAsLong() + millis(or(matcher.group(5), "")));
    }

    private static String or(@Nullable String first, @Nullable String second) {
        return first != null ? first : second == null ? "" : second;
    }

    private static int millis(String fraction) {
        return Integer.parseInt((fraction + "000").substring(0, 3));
    }

    @Override
    public String toString() {
        return "syslog (Jun  9 06:06:20)";
    }
}
