package dev.farrier.ingest.format;

import dev.farrier.ingest.BatchItem;
import dev.farrier.ingest.EventCollector;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventDraft;
import dev.farrier.ingest.record.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.StringNode;

/**
 * Takes a record apart at NUL bytes that stand for nothing. Some senders end a text with one; a file that is truncated while
 * its writer keeps its place begins with as many as were cut off, and one that was written during a power failure has them
 * in its middle, where a line is torn and the next one begins without a line end.
 */
final class NulBytes {
    /** Fewer of them within a line may be part of it. */
    private static final int TORN = 8;

    private NulBytes() {}

    /** Reads one record's text. */
    interface TextReader {
        EventDraft read(String text, String origin) throws UnreadableException;
    }

    /** Hands over each text that the record holds: one, unless it is torn. */
    static void without(String text, Arrival arrival, EventCollector into, TextReader reader)
            throws UnreadableException {
        List<String> parts = text.indexOf('\0') < 0 ? List.of(text) : parts(text);
        if (parts.isEmpty()) {
            into.countBlank();
        } else if (parts.size() == 1) {
            into.add(reader.read(parts.getFirst(), arrival.origin()));
        } else {
            for (int i = 0; i < parts.size(); i++) {
                String part = parts.get(i);
                into.add(
                        new BatchItem("", StringNode.valueOf(part), i),
                        element -> reader.read(part, element.origin(arrival)));
            }
        }
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            int end = i;
            while (i < text.length() && text.charAt(i) == '\0') {
                i++;
            }
            boolean outside = end == start || i == text.length();
            if (i > end && (outside || i - end >= TORN)) {
                parts.add(text.substring(start, end));
                start = i;
            }
        }
        parts.add(text.substring(start));
        parts.removeIf(String::isBlank);
        return parts;
    }
}
