package dev.farrier.policy.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * {@code 2015-10-18T18:01:47.978Z} as systems really write it: a blank for the T, a comma for the point, {@code +0200},
 * {@code +02}, a zone's name, or none of them, when the source's zone counts.
 */
record Iso8601Format(ZoneId zone) implements TimeFormat {
    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .appendPattern("[XXX][XX][X]['['VV']'][VV]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final int TIME_AT = 10;
    private static final int FRACTION_AT = 19;

    @Override
    public OptionalLong read(String text, long receipt) {
        if (text.length() <= TIME_AT) {
            return OptionalLong.empty();
        }
        StringBuilder strict = new StringBuilder(text);
        if (strict.charAt(TIME_AT) == ' ') {
            strict.setCharAt(TIME_AT, 'T');
        }
        if (strict.length() > FRACTION_AT && strict.charAt(FRACTION_AT) == ',') {
            strict.setCharAt(FRACTION_AT, '.');
        }
        try {
            TemporalAccessor parsed = LOCAL.parse(strict);
            Instant time = parsed.query(TemporalQueries.zone()) == null
                    ? TimeFormat.nearest(LocalDateTime.from(parsed), zone, receipt)
                    : ZonedDateTime.from(parsed).toInstant();
            return OptionalLong.of(time.toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public String toString() {
        return "iso8601 (2026-06-09T06:06:20.123+02:00)";
    }
}
