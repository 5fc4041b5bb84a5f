package dev.farrier.ingest.format.avro;

import dev.farrier.ingest.input.Unreadable;
import dev.farrier.policy.Source.AvroSchema;

/** Makes decoders. */
@FunctionalInterface
public interface AvroDecoders {
    /** Where no topics are read, there is no Avro. */
    AvroDecoders NONE = schema -> body -> {
        throw Unreadable.at("", "Avro is read from topics only");
    };

    /** Never fails: a schema that can't be used is told of with each record. */
    AvroDecoder of(AvroSchema schema);
}
