package dev.farrier.ingest;

import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.SourceFormat;

/**
 * A format that also reads bodies. Each format is one class, named in {@code
 * META-INF/services/dev.farrier.policy.source.SourceFormat}.
 */
public interface IngestFormat extends SourceFormat {
    /**
     * Makes the reader of a source; called once for each source.
     *
     * @param avro for formats whose records are Avro
     * @throws IllegalArgumentException when the source's settings can't be used, with a message for the user
     */
    FormatReader reader(Source source, AvroDecoderFactory avro);

    /** Whether the reader uses {@link dev.farrier.ingest.record.Arrival#headers}. */
    default boolean readsHeaders() {
        return false;
    }
}
