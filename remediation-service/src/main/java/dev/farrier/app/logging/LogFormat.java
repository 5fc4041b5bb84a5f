package dev.farrier.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the log is written; named as it is on the command line. */
public enum LogFormat {
    text,
    json;

    private static final String VARIABLE = "FARRIER_LOG_FORMAT";

    /**
     * The format that the environment names; without one, text.
     *
     * @throws IllegalArgumentException when it names no format; the message says what to write
     */
    public static LogFormat of(Map<String, String> environment) {
        String written = environment.getOrDefault(VARIABLE, text.name());
        for (LogFormat format : values()) {
            if (format.name().equalsIgnoreCase(written)) {
                return format;
            }
        }
        throw new IllegalArgumentException(VARIABLE + " is '" + written + "': write text or json");
    }

    /**
     * For commands that print a result: Farrier logs warnings only, and the Kafka clients log nothing, since the command itself
     * says what went wrong. A level that the environment sets stays.
     *
     * @param verbose whether the Kafka clients log all the same
     */
    public static void quieten(Map<String, String> environment, boolean verbose) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        if (!environment.containsKey("FARRIER_LOG_LEVEL")) {
            context.getLogger("dev.farrier").setLevel(Level.WARN);
        }
        if (!verbose && !environment.containsKey("FARRIER_LOG_LEVEL_LIBRARIES")) {
            context.getLogger("org.apache.kafka").setLevel(Level.OFF);
        }
    }

    /** Switches the log to this format; {@link #text} is the format of {@code logback.xml}. */
    public static void use(LogFormat format) {
        if (format == text || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Iterator<Appender<ILoggingEvent>> appenders =
                context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        while (appenders.hasNext()) {
            if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
                JsonEncoder encoder = new EscapingJsonEncoder();
                encoder.setContext(context);
                encoder.setWithFormattedMessage(true);
                encoder.setWithMessage(false);
                encoder.setWithArguments(false);
                encoder.setWithSequenceNumber(false);
                encoder.setWithNanoseconds(false);
                encoder.setWithContext(false);
                encoder.start();
                appender.stop();
                appender.setEncoder(encoder);
                appender.start();
            }
        }
    }
}
