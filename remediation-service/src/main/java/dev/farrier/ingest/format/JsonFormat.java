package dev.farrier.ingest.format;

import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Text;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.ingest.mapping.Fields;
import dev.farrier.ingest.mapping.MappedReader;
import dev.farrier.policy.Source;

/** {@code json}: one object, whose fields the source maps. */
public final class JsonFormat implements Format {
    private final MappedReader mapped;

    public JsonFormat(Source source) {
        this.mapped = new MappedReader(source);
    }

    @Override
    public void read(byte[] body, Arrival arrival, Drafts into) throws Unreadable {
        String text = Text.repair(body, Limits.RECORD_BYTES, into::repaired);
        Nuls.without(
                text, arrival, into, (json, origin) -> mapped.read(Fields.ofJson(Json.lenient(json)), origin, arrival));
    }
}
