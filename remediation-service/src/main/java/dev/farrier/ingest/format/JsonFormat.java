package dev.farrier.ingest.format;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.EventCollector;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.IngestFormat;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.SourcePreset;
import java.util.List;

/** {@code json}: one object, whose fields the source maps. */
public final class JsonFormat implements IngestFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public EventKind kind() {
        return EventKind.EVENT;
    }

    @Override
    public boolean valueIsMapped() {
        return true;
    }

    @Override
    public List<SourcePreset> presets() {
        return JsonPresets.ALL;
    }

    @Override
    public FormatReader reader(Source source, AvroDecoderFactory avro) {
        EventMapper mapped = new EventMapper(source);
        return (body, arrival, into) -> read(body, arrival, into, mapped);
    }

    private static void read(byte[] body, Arrival arrival, EventCollector into, EventMapper mapped)
            throws UnreadableException {
        String text = Utf8.repair(body, IngestLimits.RECORD_BYTES, into::markRepaired);
        NulBytes.without(
                text,
                arrival,
                into,
                (json, origin) -> mapped.read(RecordFields.ofJson(JsonInput.lenient(json)), origin, arrival));
    }
}
