package dev.farrier.extending;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.IngestFormat;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
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
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code format: pairs}: one line of {@code name=value} pairs. docs/extending.md shows it. */
public final class ToySourceFormat implements IngestFormat {
    private static final YamlKey<String> SEPARATOR = new YamlKey<>(
            "separator", YamlTypes.text(), false, ";", "For format pairs: what stands between two pairs.");

    record PairsSettings(String separator) implements FormatSettings {}

    @Override
    public String name() {
        return "pairs";
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(SEPARATOR);
    }

    @Override
    public EventKind kind() {
        return EventKind.LOG;
    }

    @Override
    public FormatSettings read(MapReader spec, SourceContext context) {
        return new PairsSettings(spec.get(SEPARATOR));
    }

    @Override
    public FormatReader reader(Source source, AvroDecoderFactory avro) {
        EventMapper mapped = new EventMapper(source);
        String separator = ((PairsSettings) source.settings()).separator();
        return (body, arrival, into) -> {
            String line = Utf8.repair(body, IngestLimits.RECORD_BYTES, into::markRepaired);
            into.add(mapped.read(RecordFields.ofJson(pairs(line.strip(), separator)), arrival.origin(), arrival));
        };
    }

    private static ObjectNode pairs(String line, String separator) throws UnreadableException {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String pair : line.split(java.util.regex.Pattern.quote(separator))) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw UnreadableException.at("", UnreadableException.quote(pair) + " is not name=value");
            }
            fields.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return fields;
    }
}
