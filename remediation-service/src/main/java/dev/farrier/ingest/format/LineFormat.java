package dev.farrier.ingest.format;

import com.google.re2j.Pattern;
import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.IngestFormat;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.LinePattern;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.model.EventKind;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.source.FormatSettings;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.SourceContext;
import dev.farrier.policy.source.SourcePreset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code line}: one line of text, of which the source's pattern names the parts. */
public final class LineFormat implements IngestFormat {
    private static final YamlKey<Pattern> PATTERN = new YamlKey<>(
            "pattern",
            YamlTypes.regex(),
            false,
            null,
            "For format line: an RE2 regular expression. Its named groups, (?P<message>.*), become fields. A group "
                    + "name can be used only once: when the group host has matched nothing, the group host_2 is "
                    + "used.");

    /** Without a pattern the line as a whole is the field {@code message}. */
    public record LineSettings(@Nullable Pattern pattern) implements FormatSettings {
        @Override
        public Set<String> fields() {
            if (pattern == null) {
                return Set.of("message");
            }
            Set<String> fields = new TreeSet<>();
            for (String group : pattern.namedGroups().keySet()) {
                fields.add(group);
                fields.add(group.replaceFirst("_\\d+$", "")); // the first of them that has found something
            }
            return fields;
        }
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(PATTERN);
    }

    @Override
    public EventKind kind() {
        return EventKind.LOG;
    }

    @Override
    public boolean hasObjects() {
        return false;
    }

    @Override
    public boolean valueIsMapped() {
        return true;
    }

    @Override
    public List<SourcePreset> presets() {
        return LinePresets.ALL;
    }

    /** After a problem with the pattern the fields are unknown, and the mapping is not checked against them. */
    @Override
    public FormatSettings read(MapReader spec, SourceContext context) {
        if (!spec.has(PATTERN)) {
            FormatSettings settings = context.preset().settings();
            return settings instanceof LineSettings ? settings : new LineSettings(null);
        }
        Pattern pattern = spec.find(PATTERN);
        if (pattern != null && pattern.namedGroups().isEmpty()) {
            spec.error(PATTERN, "the pattern has no named group: name what it finds, such as (?P<message>.*)");
            return FormatSettings.NONE;
        }
        return pattern == null ? FormatSettings.NONE : new LineSettings(pattern);
    }

    @Override
    public FormatReader reader(Source source, AvroDecoderFactory avro) {
        EventMapper mapped = new EventMapper(source);
        LinePattern pattern = source.settings() instanceof LineSettings(Pattern written) && written != null
                ? new LinePattern(written)
                : null;
        return (body, arrival, into) -> {
            String text = Utf8.repair(body, IngestLimits.RECORD_BYTES, into::markRepaired);
            if (text.isBlank()) {
                into.countBlank();
                return;
            }
            NulBytes.without(
                    text, arrival, into, (line, origin) -> mapped.read(fields(line, pattern), origin, arrival));
        };
    }

    private static RecordFields fields(String text, @Nullable LinePattern pattern) throws UnreadableException {
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
