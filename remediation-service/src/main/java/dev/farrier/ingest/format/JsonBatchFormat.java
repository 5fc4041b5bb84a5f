package dev.farrier.ingest.format;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.IngestFormat;
import dev.farrier.ingest.RecordBatch;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.SourcePreset;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The JSON of one tool, which has a receiver of the format's name. One body holds many records, and the source's mapping makes
 * an event of each.
 */
abstract class JsonBatchFormat implements IngestFormat {
    private final String name;
    private final SourcePreset defaults;

    JsonBatchFormat(String name, SourcePreset defaults) {
        this.name = name;
        this.defaults = defaults;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final EventKind kind() {
        return defaults.event().kind();
    }

    @Override
    public final List<String> receivers() {
        return List.of(name);
    }

    @Override
    public final SourcePreset defaults() {
        return defaults;
    }

    @Override
    public final FormatReader reader(Source source, AvroDecoderFactory avro) {
        EventMapper mapped = new EventMapper(source);
        return (bytes, arrival, into) -> {
            JsonNode body = JsonInput.lenient(Utf8.repair(bytes, IngestLimits.BODY_BYTES, into::markRepaired));
            RecordBatch records = new RecordBatch();
            unfold(body, arrival, records);
            records.mapAll(into, mapped, arrival);
        };
    }

    /**
     * Adds the records of a body to the batch.
     *
     * @throws UnreadableException when the body as a whole can't be read
     */
    abstract void unfold(JsonNode body, Arrival arrival, RecordBatch records) throws UnreadableException;
}
