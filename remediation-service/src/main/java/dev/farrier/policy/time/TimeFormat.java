package dev.farrier.policy.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.OptionalLong;

/** One way to write a time. Its {@code toString} is for people: the format's name, and an example. */
public interface TimeFormat {
    /**
     * Epoch milliseconds, rounded down; empty when the text is not of this format.
     *
     * @param receipt epoch milliseconds at which the text came in: where it names no year, it is the last one that gives a
     *     time at most a day after this; of the two readings of an hour that comes twice it is the nearer one
     */
    OptionalLong read(String text, long receipt);

    /**
     * The instant of a local time. Where clocks are set back, it is the nearer to the receipt of two; where they are set
     * forward, the local time does not exist, and the instant is that of an hour later.
     */
    static Instant nearest(LocalDateTime local, ZoneId zone, long receipt) {
        ZonedDateTime earlier = local.atZone(zone);
        Instant first = earlier.toInstant();
        Instant second = earlier.withLaterOffsetAtOverlap().toInstant();
        return Math.abs(first.toEpochMilli() - receipt) <= Math.abs(second.toEpochMilli() - receipt) ? first : second;
    }

    /**
     * {@code iso8601}, {@code syslog}, {@code epoch_second}, {@code epoch_milli}, {@code epoch_micro}, {@code epoch_nano} or a
     * {@link java.time.format.DateTimeFormatter} pattern.
     *
     * @param zone for times that name none
     * @throws IllegalArgumentException with a message for people when the format is none
     */
    static TimeFormat of(String format, ZoneId zone) {
        return switch (format) {
            case "iso8601" -> new Iso8601Format(zone);
            case "syslog" -> new SyslogFormat(zone);
            case "epoch_second" -> new EpochFormat(format, 3, "1780985180");
            case "epoch_milli" -> new EpochFormat(format, 0, "1780985180123");
            case "epoch_micro" -> new EpochFormat(format, -3, "1780985180123456");
            case "epoch_nano" -> new EpochFormat(format, -6, "1780985180123456789");
            default -> new PatternFormat(format, zone);
        };
    }
}
