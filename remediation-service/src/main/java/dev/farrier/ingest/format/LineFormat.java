package dev.farrier.ingest.format;

import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Text;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.ingest.mapping.Fields;
import dev.farrier.ingest.mapping.LinePattern;
import dev.farrier.ingest.mapping.MappedReader;
import dev.farrier.policy.Source;
import org.jspecify.annotations.Nullable;

/** {@code line}: one line of text, of which the source's pattern names the parts. */
public final class LineFormat implements Format {
    private final @Nullable LinePattern pattern;
    private final MappedReader mapped;

    public LineFormat(Source source) {
        this.pattern = source.pattern() == null ? null : new LinePattern(source.pattern());
        this.mapped = new MappedReader(source);
    }

    @Override
    public void read(byte[] body, Arrival arrival, Drafts into) throws Unreadable {
        String text = Text.repair(body, Limits.RECORD_BYTES, into::repaired);
        if (text.isBlank()) {
            into.blank();
            return;
        }
        Nuls.without(text, arrival, into, (line, origin) -> mapped.read(fields(line), origin, arrival));
    }

    private Fields fields(String text) throws Unreadable {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        String line = text.substring(0, end);
        if (pattern != null && Text.bytes(line) > Limits.PATTERN_LINE_BYTES) {
            throw Unreadable.tooLarge(
                    "",
                    "a line of " + Text.bytes(line) + " bytes; at most " + Limits.PATTERN_LINE_BYTES
                            + " are taken where the source has a pattern");
        }
        return pattern == null ? Fields.ofLine(line) : pattern.fields(line);
    }
}
