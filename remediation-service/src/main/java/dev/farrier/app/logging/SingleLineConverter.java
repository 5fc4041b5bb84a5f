package dev.farrier.app.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import dev.farrier.model.Texts;

/**
 * {@code %line(…)}: keeps its content on one line. Label values, reasons and output of actions come from outside: they could
 * add lines to the log, or control the terminal that shows it. Named in {@code logback.xml}.
 */
public final class SingleLineConverter extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String in) {
        return Texts.escaped(in);
    }
}
