package dev.farrier.ingest.format.avro;

import dev.farrier.ingest.format.Drafts;
import dev.farrier.ingest.format.Format;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.ingest.mapping.Fields;
import dev.farrier.ingest.mapping.MappedReader;
import dev.farrier.policy.Source;

/** {@code avro}: one record, whose fields the source maps as it would those of a JSON object. */
public final class AvroFormat implements Format {
    private final AvroDecoder decoder;
    private final MappedReader mapped;

    public AvroFormat(Source source, AvroDecoder decoder) {
        this.decoder = decoder;
        this.mapped = new MappedReader(source);
    }

    @Override
    public void read(byte[] body, Arrival arrival, Drafts into) throws Unreadable {
        if (body.length > Limits.RECORD_BYTES) {
            throw Unreadable.tooLarge("", body.length + " bytes; at most " + Limits.RECORD_BYTES + " are taken");
        }
        into.add(mapped.read(Fields.ofJson(decoder.decode(body)), arrival.origin(), arrival));
    }
}
