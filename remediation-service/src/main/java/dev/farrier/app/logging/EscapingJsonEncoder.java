package dev.farrier.app.logging;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.farrier.model.OwnOutput;
import dev.farrier.model.Texts;
import java.nio.charset.StandardCharsets;

/** JSON on one line. Control and formatting characters that JSON allows in its texts are escaped too. */
final class EscapingJsonEncoder extends JsonEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), StandardCharsets.UTF_8).stripTrailing();
        // At both ends, for readers that cut off one of them.
        String marked = "{\"output\":\"" + OwnOutput.MARK + "\"," + line.substring(1, line.length() - 1) + ",\"end\":\""
                + OwnOutput.MARK + "\"}";
        return (Texts.escaped(marked) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
