package dev.farrier.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.farrier.cli.CommandFailed;
import dev.farrier.cli.ExitCode;
import java.util.Iterator;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the log is written; named as it is on the command line. */
enum LogFormat {
    text,
    json;

    private static final String VARIABLE = "FARRIER_LOG_FORMAT";

    static LogFormat of(Map<String, String> environment) {
        String written = environment.getOrDefault(VARIABLE, text.name());
        for (LogFormat format : values()) {
            if (format.name().equalsIgnoreCase(written)) {
                return format;
            }
        }
        throw new CommandFailed(ExitCode.USAGE, VARIABLE + " is '" + written + "': write text or json");
    }

    /** For commands whose output is what counts: only warnings, unless a level was asked for. */
    static void quieten(Map<String, String> environment) {
        if (!environment.containsKey("FARRIER_LOG_LEVEL")
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("dev.farrier").setLevel(Level.WARN);
        }
    }

    /** From now on. Text is what the logging's own configuration says. */
    static void use(LogFormat format) {
        if (format == text || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Iterator<Appender<ILoggingEvent>> appenders =
                context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        while (appenders.hasNext()) {
            if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
                JsonEncoder encoder = new JsonEncoder();
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
