package dev.farrier.ingest;

import dev.farrier.policy.Source;
import dev.farrier.policy.SourceFormat;

/**
 * A format and how bodies are read by it. One class a format, named in
 * {@code META-INF/services/dev.farrier.policy.SourceFormat}.
 */
public interface IngestFormat extends SourceFormat {
    /**
     * The reader of one source, made once.
     *
     * @param avro for formats whose records are Avro
     * @throws IllegalArgumentException with a message for people when the source can't be read by
     */
    FormatReader reader(Source source, AvroDecoderFactory avro);

    /** Whether {@link dev.farrier.ingest.record.Arrival#headers} matter. */
    default boolean readsHeaders() {
        return false;
    }
}
