package dev.farrier.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lets each warning of the Kafka clients through once in 30 s: while a broker is away, each of a dozen clients logs the same
 * every second. Errors, and what other loggers write, always pass. Named in {@code logback.xml}.
 */
public final class RepeatedWarningFilter extends Filter<ILoggingEvent> {
    static final long PAUSE_MILLIS = 30_000;

    private static final String KAFKA = "org.apache.kafka.";
    private static final int REMEMBERED = 500;

    /** The client's name and every number differ between two warnings about the same thing. */
    private static final Pattern VARYING = Pattern.compile("^\\[[^\\]]*\\] |\\d+");

    private final Map<String, Long> lastShown = new HashMap<>();

    @Override
    public synchronized FilterReply decide(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)
                || !event.getLoggerName().startsWith(KAFKA)) {
            return FilterReply.NEUTRAL;
        }
        String warning = event.getLoggerName()
                + ' '
                + VARYING.matcher(event.getFormattedMessage()).replaceAll("");
        Long last = lastShown.get(warning);
        long now = event.getTimeStamp();
        if (last != null && now - last < PAUSE_MILLIS && now >= last) {
            return FilterReply.DENY;
        }
        if (lastShown.size() >= REMEMBERED) {
            lastShown.clear();
        }
        lastShown.put(warning, now);
        return FilterReply.NEUTRAL;
    }
}
