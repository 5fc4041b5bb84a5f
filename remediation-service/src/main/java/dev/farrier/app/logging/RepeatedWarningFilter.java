package dev.farrier.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lets each of the Kafka clients' complaints through once in 30 s. While a broker is away, every one of a dozen clients says
 * so again each second. Errors, and what others log, are never held back. Named in {@code logback.xml}.
 */
public final class RepeatedWarningFilter extends Filter<ILoggingEvent> {
    static final long PAUSE_MILLIS = 30_000;

    private static final String KAFKA = "org.apache.kafka.";
    private static final int REMEMBERED = 500;

    /** Which client says it, and every number: they make the same complaint look different. */
    private static final Pattern VARYING = Pattern.compile("^\\[[^\\]]*\\] |\\d+");

    private final Map<String, Long> told = new HashMap<>();

    @Override
    public synchronized FilterReply decide(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)
                || !event.getLoggerName().startsWith(KAFKA)) {
            return FilterReply.NEUTRAL;
        }
        String complaint = event.getLoggerName()
                + ' '
                + VARYING.matcher(event.getFormattedMessage()).replaceAll("");
        Long last = told.get(complaint);
        long now = event.getTimeStamp();
        if (last != null && now - last < PAUSE_MILLIS && now >= last) {
            return FilterReply.DENY;
        }
        if (told.size() >= REMEMBERED) {
            told.clear();
        }
        told.put(complaint, now);
        return FilterReply.NEUTRAL;
    }
}
