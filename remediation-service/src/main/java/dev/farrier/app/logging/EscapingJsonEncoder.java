package dev.farrier.app.logging;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.farrier.model.Texts;
import java.nio.charset.StandardCharsets;

/** JSON on one line. Control and formatting characters that JSON allows in its texts are escaped too. */
final class EscapingJsonEncoder extends JsonEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), StandardCharsets.UTF_8).stripTrailing();
        return (Texts.escaped(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
