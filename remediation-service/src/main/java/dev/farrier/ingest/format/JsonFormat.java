package dev.farrier.ingest.format;

import dev.farrier.ingest.EventCollector;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.policy.Source;

/** {@code json}: one object, whose fields the source maps. */
public final class JsonFormat implements FormatReader {
    private final EventMapper mapped;

    public JsonFormat(Source source) {
        this.mapped = new EventMapper(source);
    }

    @Override
    public void read(byte[] body, Arrival arrival, EventCollector into) throws UnreadableException {
        String text = Utf8.repair(body, IngestLimits.RECORD_BYTES, into::markRepaired);
        NulBytes.without(
                text,
                arrival,
                into,
                (json, origin) -> mapped.read(RecordFields.ofJson(JsonInput.lenient(json)), origin, arrival));
    }
}
