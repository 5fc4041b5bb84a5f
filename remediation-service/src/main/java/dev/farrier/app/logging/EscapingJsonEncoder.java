package dev.farrier.app.logging;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.farrier.model.Texts;
import java.nio.charset.StandardCharsets;

/** JSON on one line, in which also what JSON itself need not escape is escaped: in its texts alone can it stand. */
final class EscapingJsonEncoder extends JsonEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), StandardCharsets.UTF_8).stripTrailing();
        return (Texts.escaped(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
