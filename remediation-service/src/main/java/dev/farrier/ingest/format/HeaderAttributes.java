package dev.farrier.ingest.format;

import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The attributes of a binary-mode event. */
final class HeaderAttributes {
    private static final String KAFKA = "ce_";
    private static final String HTTP = "ce-";

    private HeaderAttributes() {}

    /** Attribute → value; empty when no header is one. */
    static Map<String, String> of(Map<String, String> headers) throws UnreadableException {
        TreeMap<String, String> attributes = new TreeMap<>();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            if (name.startsWith(KAFKA)) {
                attributes.put(name.substring(KAFKA.length()), header.getValue());
            } else if (name.startsWith(HTTP)) {
                attributes.put(name.substring(HTTP.length()), percentDecoded(header.getValue()));
            }
        }
        if (attributes.size() > 2 * IngestLimits.LABELS) {
            throw UnreadableException.at(
                    "", attributes.size() + " attributes; at most " + 2 * IngestLimits.LABELS + " are taken");
        }
        return attributes;
    }

    /** HTTP's headers carry what is not printable ASCII as percent-encoded UTF-8; a stray percent sign stays one. */
    private static String percentDecoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
            if (value.charAt(i) == '%' && high >= 0 && low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.writeBytes(Character.toString(value.charAt(i)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
