package dev.farrier.ingest;

import dev.farrier.ingest.record.UnreadableException;

/** Makes the decoder of a source whose records are Avro. */
@FunctionalInterface
public interface AvroDecoderFactory {
    /** For what reads no topics: only topics may hold Avro. */
    AvroDecoderFactory NONE = schema -> body -> {
        throw UnreadableException.at("", "Avro is read from topics only");
    };

    /** Does not fail on a schema that can't be used: the decoder then rejects each record and says why. */
    AvroDecoder of(AvroSchema schema);
}
