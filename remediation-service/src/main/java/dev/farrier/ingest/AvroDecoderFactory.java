package dev.farrier.ingest;

import dev.farrier.ingest.record.UnreadableException;

/** Makes decoders. */
@FunctionalInterface
public interface AvroDecoderFactory {
    /** Where no topics are read, there is no Avro. */
    AvroDecoderFactory NONE = schema -> body -> {
        throw UnreadableException.at("", "Avro is read from topics only");
    };

    /** Never fails: a schema that can't be used is told of with each record. */
    AvroDecoder of(AvroSchema schema);
}
