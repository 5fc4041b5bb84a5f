package dev.farrier.ingest.format;

import dev.farrier.ingest.AvroDecoder;
import dev.farrier.ingest.EventCollector;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.policy.Source;

/** {@code avro}: one record, whose fields the source maps as it would those of a JSON object. */
public final class AvroFormat implements FormatReader {
    private final AvroDecoder decoder;
    private final EventMapper mapped;

    public AvroFormat(Source source, AvroDecoder decoder) {
        this.decoder = decoder;
        this.mapped = new EventMapper(source);
    }

    @Override
    public void read(byte[] body, Arrival arrival, EventCollector into) throws UnreadableException {
        if (body.length > IngestLimits.RECORD_BYTES) {
            throw UnreadableException.tooLarge(
                    "", body.length + " bytes; at most " + IngestLimits.RECORD_BYTES + " are taken");
        }
        into.add(mapped.read(RecordFields.ofJson(decoder.decode(body)), arrival.origin(), arrival));
    }
}
