package dev.farrier.ingest.format;

import dev.farrier.ingest.EventCollector;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.LinePattern;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.policy.Source;
import org.jspecify.annotations.Nullable;

/** {@code line}: one line of text, of which the source's pattern names the parts. */
public final class LineFormat implements FormatReader {
    private final @Nullable LinePattern pattern;
    private final EventMapper mapped;

    public LineFormat(Source source) {
        this.pattern = source.pattern() == null ? null : new LinePattern(source.pattern());
        this.mapped = new EventMapper(source);
    }

    @Override
    public void read(byte[] body, Arrival arrival, EventCollector into) throws UnreadableException {
        String text = Utf8.repair(body, IngestLimits.RECORD_BYTES, into::markRepaired);
        if (text.isBlank()) {
            into.countBlank();
            return;
        }
        NulBytes.without(text, arrival, into, (line, origin) -> mapped.read(fields(line), origin, arrival));
    }

    private RecordFields fields(String text) throws UnreadableException {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        String line = text.substring(0, end);
        if (pattern != null && Utf8.length(line) > IngestLimits.PATTERN_LINE_BYTES) {
            throw UnreadableException.tooLarge(
                    "",
                    "a line of " + Utf8.length(line) + " bytes; at most " + IngestLimits.PATTERN_LINE_BYTES
                            + " are taken where the source has a pattern");
        }
        return pattern == null ? RecordFields.ofLine(line) : pattern.fields(line);
    }
}
